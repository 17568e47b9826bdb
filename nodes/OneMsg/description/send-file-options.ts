import type { INodeProperties } from 'n8n-workflow';
import { defaultCountry } from '../../shared/description/default-country';
import {
  checkFile,
  concurrency,
  includeRequest,
  maxRetries,
  messagesPerSecond,
  quotedMessageId,
  sendOnceKey,
  timeoutOption,
} from '../../shared/description/send-options';
import { ONE_MSG } from '../api/channel';

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
  checkFile,
  {
    displayName: 'Check Session Window First',
    name: 'checkWindow',
    type: 'boolean',
    default: false,
    description:
      "Whether to look up in the channel's history when the customer last wrote, and not to try the file when the session window is closed. It takes one more request for each recipient. If the window is not known, the file is sent.",
  },
  concurrency,
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
  includeRequest,
  maxRetries,
  messagesPerSecond,
  quotedMessageId,
  sendOnceKey,
  timeoutOption(ONE_MSG.name),
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
      {
        name: 'Nothing',
        value: 'none',
        description: 'The node is done when 1MSG took the file over',
      },
      { name: 'Sent', value: 'sent', description: 'WhatsApp took the file over' },
      { name: 'Delivered', value: 'delivered', description: "The file is on the person's phone" },
      { name: 'Read', value: 'read', description: 'The person has opened the chat, or the file' },
    ],
    description:
      'Which status to wait for before the node is done. The node asks 1MSG again and again; on channels that do not answer it does not wait. For long waits use the 1MSG Trigger instead.',
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
