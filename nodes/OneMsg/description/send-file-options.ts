import type { INodeProperties } from 'n8n-workflow';
// The countries that libphonenumber-js knows; written out, since that library is loaded at the first send only.
import countries from '../../shared/n8n/countries.json';

/** What 1MSG Send File offers below Options. */
export const sendFileOptions: INodeProperties[] = [
  {
    displayName: 'Concurrent Recipients',
    name: 'concurrency',
    type: 'number',
    typeOptions: { minValue: 1, maxValue: 100 },
    default: 10,
    description:
      'How many recipients are written to at the same time. Files to one recipient always go one after another, in the order of the items.',
  },
  {
    displayName: 'Default Country',
    name: 'defaultCountry',
    type: 'options',
    default: '',
    options: countries,
    description:
      'The country of numbers written without a country code, such as 050-123-4567. Without it such a number is refused.',
  },
  {
    displayName: 'Include Request in Output',
    name: 'includeRequest',
    type: 'boolean',
    default: false,
    description: 'Whether items show the request that was sent, without secrets and file contents',
  },
  {
    displayName: 'Max Retries',
    name: 'maxRetries',
    type: 'number',
    typeOptions: { minValue: 0, maxValue: 10 },
    default: 3,
    description:
      'How often a file is tried again that certainly was not sent. One that perhaps was sent is never sent again.',
  },
  {
    displayName: 'Messages per Second',
    name: 'messagesPerSecond',
    type: 'number',
    typeOptions: { minValue: 0 },
    default: 0,
    description: 'The most that this node sends in a second, over all recipients. 0 for no limit.',
  },
  {
    displayName: 'Quoted Message ID',
    name: 'quotedMessageId',
    type: 'string',
    default: '',
    placeholder: 'e.g. wamid.HBgLMTIwMjA3MjEzNjk…',
    description: 'The message that the file is shown as a reply to',
  },
  {
    displayName: 'Timeout',
    name: 'timeout',
    type: 'number',
    typeOptions: { minValue: 1, maxValue: 3600 },
    default: 30,
    description: 'How many seconds 1MSG may take to answer an attempt',
  },
  {
    displayName: 'Voice Note',
    name: 'voiceNote',
    type: 'boolean',
    default: false,
    description: 'Whether an OGG audio file is shown as a voice message',
  },
];
