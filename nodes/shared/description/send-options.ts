import type { INodeProperties } from 'n8n-workflow';

// What Send File offers below Options whoever the provider is; each node picks from these and adds its own.

export const checkFile: INodeProperties = {
  displayName: 'Check File',
  name: 'checkFile',
  type: 'boolean',
  default: true,
  description:
    "Whether to check before it is sent that the file is what its name says, and that WhatsApp takes its type and size. For a link, n8n asks the file's server; if it does not tell, the file is sent anyway, with a warning.",
};

export const concurrency: INodeProperties = {
  displayName: 'Concurrent Recipients',
  name: 'concurrency',
  type: 'number',
  typeOptions: { minValue: 1, maxValue: 100 },
  default: 10,
  description:
    'How many recipients are written to at the same time. Files to one recipient always go one after another, in the order of the items.',
};

export const includeRequest: INodeProperties = {
  displayName: 'Include Request in Output',
  name: 'includeRequest',
  type: 'boolean',
  default: false,
  description: 'Whether items show the request that was sent, without secrets and file contents',
};

export const maxRetries: INodeProperties = {
  displayName: 'Max Retries',
  name: 'maxRetries',
  type: 'number',
  typeOptions: { minValue: 0, maxValue: 10 },
  default: 3,
  description:
    'How many times to retry a file that was certainly not sent. A file that may have been sent is never sent again.',
};

export const messagesPerSecond: INodeProperties = {
  displayName: 'Messages per Second',
  name: 'messagesPerSecond',
  type: 'number',
  typeOptions: { minValue: 0 },
  default: 0,
  description: 'The most that this node sends in a second, over all recipients. 0 for no limit.',
};

export const quotedMessageId: INodeProperties = {
  displayName: 'Quoted Message ID',
  name: 'quotedMessageId',
  type: 'string',
  default: '',
  placeholder: 'e.g. wamid.HBgLMTIwMjA3MjEzNjk…',
  description:
    'The message that the file is shown as a reply to: its ID, as the 1MSG Trigger gives it',
};

export const sendOnceKey: INodeProperties = {
  displayName: 'Send-Once Key',
  name: 'sendOnceKey',
  type: 'string',
  default: '',
  placeholder: 'e.g. {{ $json.ticketId }}',
  description:
    'A key that only this file has, such as its ticket number. The same key is never sent twice by this node, also over several runs: an item whose key was sent before, or perhaps was, is skipped. A file that certainly was not sent can be sent with its key again. The newest 50,000 keys are remembered, with the workflow.',
};

/** @param provider its name */
export function timeoutOption(provider: string): INodeProperties {
  return {
    displayName: 'Timeout (Seconds)',
    name: 'timeout',
    type: 'number',
    typeOptions: { minValue: 1, maxValue: 3600 },
    default: 30,
    description: `How long ${provider} may stay silent before an attempt is given up`,
  };
}
