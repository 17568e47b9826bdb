import type { INodeProperties } from 'n8n-workflow';
import { defaultCountry } from './default-country';

const show = { operation: ['getSessionWindow'] };

/** What the editor shows for the operation Get Session Window. */
export const getSessionWindowFields: INodeProperties[] = [
  {
    displayName: 'Phone Number',
    name: 'phone',
    type: 'string',
    required: true,
    default: '',
    displayOptions: { show },
    placeholder: 'e.g. +1 202 555 0123',
    description:
      "Whose session window to look up: a number with its country code in any spelling, or a chat ID. The window is open for 24 hours after the customer's last message; where the channel keeps no history it is unknown.",
  },
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
