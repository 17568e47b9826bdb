import type { INodeProperties } from 'n8n-workflow';
import { defaultCountry } from '../../shared/description/default-country';
import { binaryFieldField, captionField, fileUrlField } from '../../shared/description/file-fields';
import { phoneField } from '../../shared/description/phone';
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
import { NINETY_NINE_DIGITAL } from '../api/number';

const show = { operation: ['sendFile'] };

const options: INodeProperties[] = [
  checkFile,
  {
    displayName: 'Check Session Window First',
    name: 'checkWindow',
    type: 'boolean',
    default: false,
    description:
      'Whether to ask 99digital first, and not to try the file when the session window is closed. It takes one more request for each recipient. If the window is not known, the file is sent.',
  },
  concurrency,
  defaultCountry,
  includeRequest,
  {
    displayName: 'Let 99digital Host the File',
    name: 'localStorage',
    type: 'boolean',
    default: false,
    description:
      'Whether 99digital downloads the file and gives WhatsApp a link of its own, for links that WhatsApp cannot open. The answer takes longer.',
  },
  maxRetries,
  messagesPerSecond,
  {
    ...quotedMessageId,
    description:
      "The customer's message that the file is shown as a reply to: its ID, as the 99digital Trigger gives it",
  },
  sendOnceKey,
  timeoutOption(NINETY_NINE_DIGITAL.name),
];

/** What the editor shows for the operation Send File. */
export const sendFileFields: INodeProperties[] = [
  phoneField(
    'sendFile',
    "Whom the file goes to: a number with its country code in any spelling, or a user ID (IL.1605…). WhatsApp takes files only within 24 hours of the customer's last message, and 99digital sends to persons only.",
  ),
  {
    displayName: 'File',
    name: 'fileSource',
    type: 'options',
    noDataExpression: true,
    default: 'url',
    displayOptions: { show },
    options: [
      {
        name: 'From Binary Data',
        value: 'binary',
        description:
          'A file that an earlier node made or fetched. It goes as a link to this n8n, which must be reachable from the internet.',
      },
      {
        name: 'From URL',
        value: 'url',
        description: 'An https link that can be opened without logging in',
      },
    ],
    description: 'Where the file comes from',
  },
  fileUrlField(
    'An https link. WhatsApp shows the file under the name at its end, and fetches it from there, so it must be reachable from the internet.',
  ),
  binaryFieldField,
  captionField,
  {
    displayName: 'Options',
    name: 'options',
    type: 'collection',
    placeholder: 'Add option',
    default: {},
    displayOptions: { show },
    options,
  },
];
