import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';
// The countries that libphonenumber-js knows; written out, since that library is loaded at the first send only.
import countries from './countries.json';

// The fields that several operations have.

/** Of the field Phone Number of Send File: what most often goes wrong there, in sight. */
export const WITHIN_THE_WINDOW =
  "With country code. WhatsApp takes files only within 24 hours of the customer's last message.";

/**
 * The field Phone Number, the same wherever it is asked for.
 * @param description what the number is wanted for
 * @param hint below it
 */
export const phoneField = (
  operation: string,
  description: string,
  hint = 'With country code',
): INodeProperties => ({
  displayName: 'Phone Number',
  name: 'phone',
  type: 'string',
  required: true,
  default: '',
  displayOptions: { show: { operation: [operation] } },
  placeholder: 'e.g. +1 202 555 0123',
  description,
  hint,
});

/** The field File: where a file comes from, the same wherever one is sent or uploaded. */
export const fileSourceField = (
  operation: string,
  options: INodePropertyOptions[],
): INodeProperties => ({
  displayName: 'File',
  name: 'fileSource',
  type: 'options',
  noDataExpression: true,
  default: 'url',
  displayOptions: { show: { operation: [operation] } },
  options,
  description: 'Where the file comes from',
});

/** The option Default Country, wherever a phone number is entered. */
export const defaultCountry: INodeProperties = {
  displayName: 'Default Country',
  name: 'defaultCountry',
  type: 'options',
  default: '',
  options: [{ name: '(None)', value: '' }, ...countries],
  description:
    'The country of numbers written without a country code, such as 050-123-4567. Without it such a number is refused.',
};

/** What can be added below Options, in alphabetical order. @param operation not set: the node has only one */
export const optionsField = (options: INodeProperties[], operation?: string): INodeProperties => ({
  displayName: 'Options',
  name: 'options',
  type: 'collection',
  placeholder: 'Add option',
  default: {},
  ...(operation && { displayOptions: { show: { operation: [operation] } } }),
  // Not localeCompare: the first one in a process takes 8 ms of n8n's start.
  options: [...options].sort((a, b) => (a.displayName < b.displayName ? -1 : 1)),
});

/**
 * What the editor shows for the operation Get Session Window.
 * @param phone describes the field Phone Number
 */
export const getSessionWindowFields = (phone: string): INodeProperties[] => [
  phoneField('getSessionWindow', phone),
  optionsField([defaultCountry], 'getSessionWindow'),
];
