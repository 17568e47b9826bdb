import type { INodeProperties } from 'n8n-workflow';
import { defaultCountry } from './default-country';
import { phoneField } from './phone';

/**
 * What the editor shows for the operation Get Session Window.
 * @param phone describes the field Phone Number
 */
export const getSessionWindowFields = (phone: string): INodeProperties[] => [
  phoneField('getSessionWindow', phone),
  {
    displayName: 'Options',
    name: 'options',
    type: 'collection',
    placeholder: 'Add option',
    default: {},
    displayOptions: { show: { operation: ['getSessionWindow'] } },
    options: [defaultCountry],
  },
];
