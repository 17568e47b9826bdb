import type { INodeProperties } from 'n8n-workflow';

/** What each credential has for that which several executions, or processes, share. */
export const sharingFields: INodeProperties[] = [
  {
    displayName: 'Messages per Second',
    name: 'messagesPerSecond',
    type: 'number',
    typeOptions: { minValue: 0 },
    default: 0,
    description:
      'The most that is sent in a second, over all workflows, nodes and executions together. 0 for no limit. WhatsApp itself allows 80 for a number.',
  },
  {
    displayName: 'Redis URL',
    name: 'redisUrl',
    type: 'string',
    typeOptions: { password: true },
    default: '',
    placeholder: 'e.g. redis://:password@redis:6379/1',
    description:
      'Only for n8n in queue mode: its processes share there what they know of the channel, so that pace, order and send-once keys hold over all of them. It may be the Redis that n8n has for its queue. Leave empty otherwise.',
  },
];
