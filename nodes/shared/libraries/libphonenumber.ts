export { ParseError, parsePhoneNumberWithError } from 'libphonenumber-js/min';
