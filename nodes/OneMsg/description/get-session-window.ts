import type { INodeProperties } from 'n8n-workflow';
import { phoneField } from './phone';
import { defaultCountry } from './default-country';

const show = { operation: ['getSessionWindow'] };

/** What the editor shows for the operation Get Session Window. */
export const getSessionWindowFields: INodeProperties[] = [
  phoneField(
    'getSessionWindow',
    "Whose session window to look up: a number with its country code in any spelling, or a chat ID. The window is open for 24 hours after the customer's last message; where the channel keeps no history it is unknown.",
  ),
  {
    displayName: 'Options',
    name: 'options',
    type: 'collection',
    placeholder: 'Add option',
    default: {},
    displayOptions: { show },
    options: [defaultCountry],
  },
];
