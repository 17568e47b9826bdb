import type { INodeProperties } from 'n8n-workflow';
import { defaultCountry } from './default-country';

/** What 1MSG Send File offers below Options. */
export const sendFileOptions: INodeProperties[] = [
  {
    displayName: 'Binary Transfer',
    name: 'binaryTransfer',
    type: 'options',
    default: 'inline',
    displayOptions: { show: { '/fileSource': ['binary'] } },
    options: [
      { name: 'Inline', value: 'inline', description: 'The file travels in the request' },
      {
        name: 'Link',
        value: 'link',
        description:
          '1MSG fetches it from n8n by a link valid for a day; n8n must be reachable from the internet',
      },
    ],
    description: 'How a file in binary data reaches 1MSG',
  },
  {
    displayName: 'Check File',
    name: 'checkFile',
    type: 'boolean',
    default: true,
    description:
      "Whether to check the file's type and size against what WhatsApp takes before it is sent. A link is asked by HEAD; when that fails the file is sent all the same.",
  },
  {
    displayName: 'Check Session Window First',
    name: 'checkWindow',
    type: 'boolean',
    default: false,
    description:
      "Whether to look up in the channel's history when the customer last wrote, and not to try the file when the session window is closed. It costs a request a recipient; an unknown window keeps nothing from being sent.",
  },
  {
    displayName: 'Concurrent Recipients',
    name: 'concurrency',
    type: 'number',
    typeOptions: { minValue: 1, maxValue: 100 },
    default: 10,
    description:
      'How many recipients are written to at the same time. Files to one recipient always go one after another, in the order of the items.',
  },
  defaultCountry,
  {
    displayName: 'Download File First',
    name: 'downloadFile',
    type: 'boolean',
    default: false,
    displayOptions: { show: { '/fileSource': ['url'] } },
    description:
      'Whether n8n fetches the file and hands it over, for links that 1MSG cannot reach, such as pre-signed or internal ones',
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
    displayName: 'Send-Once Key',
    name: 'sendOnceKey',
    type: 'string',
    default: '',
    placeholder: 'e.g. {{ $json.ticketId }}',
    description:
      'What names this file, such as the ticket it is for. The same key is never sent twice by this node, also over several runs: an item whose key was sent before, or perhaps was, is skipped. A file that certainly was not sent can be sent with its key again. The newest 50,000 keys are remembered, with the workflow.',
  },
  {
    displayName: 'Timeout (Seconds)',
    name: 'timeout',
    type: 'number',
    typeOptions: { minValue: 1, maxValue: 3600 },
    default: 30,
    description: 'How long 1MSG may take to answer an attempt',
  },
  {
    displayName: 'Voice Note',
    name: 'voiceNote',
    type: 'boolean',
    default: false,
    description: 'Whether an OGG audio file is shown as a voice message',
  },
  {
    displayName: 'Wait For',
    name: 'waitFor',
    type: 'options',
    default: 'none',
    options: [
      { name: 'Delivered', value: 'delivered', description: "The file is on the person's phone" },
      {
        name: 'Nothing',
        value: 'none',
        description: 'The node is done when 1MSG took the file over',
      },
      { name: 'Read', value: 'read', description: 'The person has opened the chat, or the file' },
      { name: 'Sent', value: 'sent', description: 'WhatsApp took the file over' },
    ],
    description:
      'How far a file is to come before the node is done. It asks 1MSG now and then; channels that do not answer that are not waited for. For long waits use the 1MSG Trigger instead.',
  },
  {
    displayName: 'Wait Timeout (Seconds)',
    name: 'waitTimeout',
    type: 'number',
    typeOptions: { minValue: 1, maxValue: 3600 },
    default: 60,
    displayOptions: { show: { waitFor: ['sent', 'delivered', 'read'] } },
    description:
      'How long to wait for each file, from when it was accepted. Then its item goes on with how far it has come, and waitTimedOut.',
  },
];
