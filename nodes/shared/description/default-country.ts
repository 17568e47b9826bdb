import type { INodeProperties } from 'n8n-workflow';
// The countries that libphonenumber-js knows; written out, since that library is loaded at the first send only.
import countries from './countries.json';

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
