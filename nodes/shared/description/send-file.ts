import type { INodeProperties } from 'n8n-workflow';
import { defaultCountry, optionsField } from './fields';

// What the operation Send File shows whoever the provider is.

const show = { operation: ['sendFile'] };
const showFile = { operation: ['sendFile', 'sendTemplate'] };

/** @param description who fetches the file, and what that takes */
export const fileUrlField = (description: string): INodeProperties => ({
  displayName: 'File URL',
  name: 'fileUrl',
  type: 'string',
  required: true,
  default: '',
  displayOptions: { show: { ...showFile, fileSource: ['url'] } },
  placeholder: 'e.g. https://example.com/TKT-2048.pdf',
  description,
});

export const binaryFieldField: INodeProperties = {
  displayName: 'Input Binary Field',
  name: 'binaryPropertyName',
  type: 'string',
  required: true,
  default: 'data',
  displayOptions: { show: { ...showFile, fileSource: ['binary'] } },
  placeholder: 'e.g. data',
  hint: 'The name of the input field that holds the file',
};

export const captionField: INodeProperties = {
  displayName: 'Caption',
  name: 'caption',
  type: 'string',
  typeOptions: { rows: 3 },
  default: '',
  displayOptions: { show },
  placeholder: 'e.g. Invoice for ticket TKT-2048',
  description: 'The text below the file, up to 1,024 characters. Audio files take none.',
};

export const checkFile = {
  displayName: 'Check File',
  name: 'checkFile',
  type: 'boolean',
  default: true,
  description:
    "Whether to check before it is sent that the file is what its name says, and that WhatsApp takes its type and size. For a link, n8n asks the file's server; if it does not tell, the file is sent anyway, with a warning.",
} as const satisfies INodeProperties;

export const checkWindow = {
  displayName: 'Check Session Window First',
  name: 'checkWindow',
  type: 'boolean',
  default: false,
} as const satisfies INodeProperties;

export const concurrency = {
  displayName: 'Concurrent Recipients',
  name: 'concurrency',
  type: 'number',
  typeOptions: { minValue: 1, maxValue: 100 },
  default: 10,
  description:
    'How many recipients are written to at the same time. Files to one recipient always go one after another, in the order of the items.',
} as const satisfies INodeProperties;

export const includeRequest = {
  displayName: 'Include Request in Output',
  name: 'includeRequest',
  type: 'boolean',
  default: false,
  description:
    'Whether items show the request that was sent, without secrets and file contents, and what was answered',
} as const satisfies INodeProperties;

export const maxRetries = {
  displayName: 'Max Retries',
  name: 'maxRetries',
  type: 'number',
  typeOptions: { minValue: 0, maxValue: 10 },
  default: 3,
  description:
    'How many times to retry a file that was certainly not sent. A file that may have been sent is never sent again.',
} as const satisfies INodeProperties;

export const messagesPerSecond = {
  displayName: 'Messages per Second',
  name: 'messagesPerSecond',
  type: 'number',
  typeOptions: { minValue: 0 },
  default: 0,
  description:
    'The most that this node sends in a second, over all its executions. 0 for no limit. Messages per Second in the credential limits all nodes together.',
} as const satisfies INodeProperties;

export const quotedMessageId = {
  displayName: 'Quoted Message ID',
  name: 'quotedMessageId',
  type: 'string',
  default: '',
  placeholder: 'e.g. wamid.HBgLMTIwMjA3MjEzNjk…',
} as const satisfies INodeProperties;

export const sendOnceKey = {
  displayName: 'Send-Once Key',
  name: 'sendOnceKey',
  type: 'string',
  default: '',
  placeholder: 'e.g. {{ $json.ticketId }}',
  description:
    'A key that only this file has, such as its ticket number. The same key is never sent twice by this node, also over several runs: an item whose key was sent before, or perhaps was, is skipped. A file that certainly was not sent can be sent with its key again. The newest 50,000 keys are remembered, with the workflow; in queue mode set a Redis URL in the credential, so that no two processes send with the same key.',
} as const satisfies INodeProperties;

export const timeout = {
  displayName: 'Timeout (Seconds)',
  name: 'timeout',
  type: 'number',
  typeOptions: { minValue: 1, maxValue: 3600 },
  default: 30,
} as const satisfies INodeProperties;

export const waitFor = {
  displayName: 'Wait For',
  name: 'waitFor',
  type: 'options',
  default: 'none',
  options: [
    {
      name: 'Nothing',
      value: 'none',
      description: 'The node is done when the file was taken over for sending',
    },
    { name: 'Sent', value: 'sent', description: 'WhatsApp took the file over' },
    { name: 'Delivered', value: 'delivered', description: "The file is on the person's phone" },
    { name: 'Read', value: 'read', description: 'The person has opened the chat, or the file' },
  ],
} as const satisfies INodeProperties;

export const waitTimeout = {
  displayName: 'Wait Timeout (Seconds)',
  name: 'waitTimeout',
  type: 'number',
  typeOptions: { minValue: 1, maxValue: 3600 },
  default: 60,
  displayOptions: { show: { waitFor: ['sent', 'delivered', 'read'] } },
  description:
    'How long to wait for each file, from when it was accepted. Then its item goes on with how far it has come, and waitTimedOut.',
} as const satisfies INodeProperties;

/** What the options of Send a Template say of a provider, and those that it has besides. */
type TemplateOptions = Pick<OwnSendOptions, 'provider' | 'waitFor' | 'more'>;

/** The field Options of Send a Template: those of Send File that a template has, too. */
export const templateOptionsField = ({ provider, more, ...texts }: TemplateOptions) =>
  optionsField(
    [
      ...[checkFile, defaultCountry, includeRequest, messagesPerSecond],
      {
        ...concurrency,
        description:
          'How many recipients are written to at the same time. Templates to one recipient always go one after another, in the order of the items.',
      },
      {
        ...maxRetries,
        description:
          'How many times to retry a template that was certainly not sent. A template that may have been sent is never sent again.',
      },
      {
        ...sendOnceKey,
        description:
          'A key that only this message has, such as its ticket number. The same key is never sent twice by this node, also over several runs: an item whose key was sent before, or perhaps was, is skipped. A template that certainly was not sent can be sent with its key again. Send File and Send a Template of one node have their keys together.',
      },
      timeoutOf(provider),
      {
        ...waitFor,
        options: [
          {
            name: 'Nothing',
            value: 'none',
            description: 'The node is done when the template was taken over for sending',
          },
          { name: 'Sent', value: 'sent', description: 'WhatsApp took the template over' },
          { name: 'Delivered', value: 'delivered', description: "It is on the person's phone" },
          { name: 'Read', value: 'read', description: 'The person has opened the chat' },
        ],
        description: waitForText(provider, texts.waitFor),
      },
      {
        ...waitTimeout,
        description:
          'How long to wait for each template, from when it was accepted. Then its item goes on with how far it has come, and waitTimedOut.',
      },
      ...more,
    ],
    'sendTemplate',
  );

const timeoutOf = (provider: string): INodeProperties => ({
  ...timeout,
  description: `How long ${provider} may stay silent before an attempt is given up`,
});

const waitForText = (provider: string, how: string): string =>
  `Which status to wait for before the node is done. ${how} For long waits use the ${provider} Send File Trigger instead.`;

/** What the options of Send File say of a provider, and those that it has besides. */
interface OwnSendOptions {
  /** Its name. */
  provider: string;
  /** Describe those options. */
  checkWindow: string;
  quotedMessageId: string;
  waitFor: string;
  more: INodeProperties[];
}

/** The field Options of Send File. */
export const sendOptionsField = ({ provider, more, ...texts }: OwnSendOptions): INodeProperties =>
  optionsField(
    [
      ...[checkFile, concurrency, defaultCountry, includeRequest, maxRetries, messagesPerSecond],
      { ...checkWindow, description: texts.checkWindow },
      { ...quotedMessageId, description: texts.quotedMessageId },
      sendOnceKey,
      timeoutOf(provider),
      { ...waitFor, description: waitForText(provider, texts.waitFor) },
      waitTimeout,
      ...more,
    ],
    'sendFile',
  );
