import type { INodeProperties } from 'n8n-workflow';

const options: INodeProperties[] = [
  {
    displayName: 'Acknowledge',
    name: 'acknowledge',
    type: 'options',
    default: 'received',
    options: [
      {
        name: 'When Received',
        value: 'received',
        description: '1MSG gets its answer as soon as n8n has taken the events over',
      },
      {
        name: 'When the Workflow Has Finished',
        value: 'finished',
        description:
          '1MSG gets its answer when the workflow has ended well, and sends the events again otherwise',
      },
    ],
    description:
      'When to tell 1MSG that the events have arrived. A workflow that starts to wait counts as finished.',
  },
  {
    displayName: 'Add Webhook to Channel',
    name: 'register',
    type: 'boolean',
    default: true,
    description:
      "Whether the trigger's URL is added to the channel's webhooks on activation and removed on deactivation. Turn it off to paste the URL in 1MSG yourself.",
  },
  {
    displayName: 'Ignore Duplicates',
    name: 'ignoreDuplicates',
    type: 'boolean',
    default: true,
    displayOptions: { hide: { acknowledge: ['finished'] } },
    description:
      'Whether to leave out events that this n8n process has passed on in the last 24 hours',
  },
  {
    displayName: 'Ignore Outdated Statuses',
    name: 'ignoreOutdated',
    type: 'boolean',
    default: true,
    displayOptions: { hide: { acknowledge: ['finished'] } },
    description:
      'Whether to leave out a lesser status that arrives after a greater one, such as delivered after read',
  },
  {
    displayName: 'Include Raw Event',
    name: 'includeRaw',
    type: 'boolean',
    default: false,
    description: 'Whether each item carries in raw what 1MSG sent, with all its fields',
  },
  {
    displayName: 'Phone Numbers',
    name: 'phoneNumbers',
    type: 'string',
    default: '',
    placeholder: 'e.g. +1 (202) 072-1369, +972 50-123-4567',
    description:
      'Only events of these people, with country code, separated by commas. Chat IDs work, too. Leave empty for everybody.',
  },
  {
    displayName: 'Retry Until Acknowledged',
    name: 'retryUntilAcknowledged',
    type: 'boolean',
    default: true,
    displayOptions: { hide: { register: [false] } },
    description:
      'Whether 1MSG sends an event again until n8n has acknowledged it. This is a setting of the whole channel.',
  },
  {
    displayName: 'Webhook Secret',
    name: 'webhookSecret',
    type: 'string',
    typeOptions: { password: true },
    default: '',
    displayOptions: { show: { register: [false] } },
    description:
      'What the URL that you paste in 1MSG carries as ?secret= at its end. Requests without it are turned away.',
  },
];

/** What the editor shows for the 1MSG Trigger. */
export const triggerFields: INodeProperties[] = [
  {
    displayName:
      "Activating the workflow adds this trigger's URL to the channel's webhooks in 1MSG, beside those that are there (1MSG takes five), and switches delivery statuses on. n8n must be reachable from the internet over https; set WEBHOOK_URL to its address.",
    name: 'registrationNotice',
    type: 'notice',
    default: '',
    displayOptions: { hide: { '/options.register': [false] } },
  },
  {
    displayName:
      "Add the production URL to the channel's webhooks in 1MSG, with ?secret= and the option Webhook Secret at its end, and switch delivery statuses on there. n8n must be reachable from the internet over https; set WEBHOOK_URL to its address.",
    name: 'byHandNotice',
    type: 'notice',
    default: '',
    displayOptions: { show: { '/options.register': [false] } },
  },
  {
    displayName:
      '1MSG sends events again until the workflow has ended well, so the same one can come more than once. Let it do no harm: update a row by eventId, say, instead of adding one.',
    name: 'finishedNotice',
    type: 'notice',
    default: '',
    displayOptions: { show: { '/options.acknowledge': ['finished'] } },
  },
  {
    displayName: 'Events',
    name: 'events',
    type: 'multiOptions',
    required: true,
    default: ['sent', 'delivered', 'read', 'failed'],
    options: [
      {
        name: 'Message Delivered',
        value: 'delivered',
        description: "A message that was sent has reached the person's phone",
      },
      {
        name: 'Message Failed',
        value: 'failed',
        description: 'A message that was sent could not be delivered',
      },
      {
        name: 'Message Read',
        value: 'read',
        description: 'A message that was sent has been read or played',
      },
      {
        name: 'Message Received',
        value: 'messageReceived',
        description: 'A customer has written',
      },
      {
        name: 'Message Sent (Status)',
        value: 'sent',
        description: 'WhatsApp has taken over a message that was sent',
      },
      {
        name: 'Message Written by the Business',
        value: 'messageSent',
        description: 'The business has written, from n8n or elsewhere: the message itself',
      },
    ],
    description: 'What starts the workflow, with one item an event',
  },
  {
    displayName: 'Options',
    name: 'options',
    type: 'collection',
    placeholder: 'Add option',
    default: {},
    options,
  },
];
