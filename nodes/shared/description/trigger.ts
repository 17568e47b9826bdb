import type { INodeProperties, INodePropertyOptions, TriggerPanelDefinition } from 'n8n-workflow';
import type { Provider } from '../provider/provider';
import { optionsField } from './fields';

/** What a trigger's fields say of its provider. */
export interface TriggerTexts {
  /** Its name. */
  provider: string;
  /** What the option to add the webhook is called, and does. */
  register: { displayName: string; description: string };
  /** Above the fields: what activation does, and what to do without it. */
  registerNotice: string;
  byHandNotice: string;
  /** Behind the notice about events that come again. */
  finishedNotice?: string;
  /** Whose setting the option Retry Until Acknowledged is. */
  retryScope: string;
  /** Events that only this provider tells of, in alphabetical order behind the others. */
  moreEvents?: INodePropertyOptions[];
  /** Options of this provider's own. */
  moreOptions?: INodeProperties[];
}

/** What a trigger says below its name: `sent, delivered, message received`. No event's name is part of another's. */
export const eventsSubtitle =
  '={{ $parameter["events"].join(", ").replace("messageReceived", "message received").replace("messageSent", "message written").replace("account", "about the account") }}';

/** What the nodes panel shows for a trigger, and for the Send File node that n8n puts it together with. */
export const triggerDescription = (provider: string): string =>
  `Send files to WhatsApp users through ${provider}, and start a workflow when they are delivered, read or failed, or when a customer writes`;

/** What a trigger's panel says, in place of n8n's general words. */
export function triggerPanel({ name, account }: Pick<Provider, 'name' | 'account'>) {
  const tryIt = `<b>To see an event here</b>, click 'Execute step', then send a file from this ${account}, or let a customer write to it. n8n listens until the first event of the kinds chosen.`;
  const inList =
    'These executions show up in the <a data-key="executions">executions list</a>, and not here.';
  return {
    header: `Wait for a WhatsApp event from ${name}`,
    executionsHelp: {
      inactive: `${tryIt}<br /><br /><b>When the workflow is ready</b>, publish it (in older n8n: activate it). Then each event starts it. ${inList}`,
      active: `${tryIt}<br /><br /><b>Each event starts the workflow</b> now, too. ${inList}`,
    },
    activationHint: {
      inactive: `Once the workflow is published (in older n8n: active), it hears of every event of this ${account} (those executions do not show up here).`,
      active: `The workflow hears of every event of this ${account} now (those executions do not show up here).`,
    },
  } satisfies TriggerPanelDefinition;
}

/** The options that all triggers have, by their names. */
export const sharedTriggerOptions = ({ provider, register, retryScope }: TriggerTexts) =>
  [
    {
      displayName: 'Acknowledge',
      name: 'acknowledge',
      type: 'options',
      default: 'received',
      options: [
        {
          name: 'When Received',
          value: 'received',
          description: `${provider} gets its answer as soon as n8n has taken the events over`,
        },
        {
          name: 'When the Workflow Has Finished',
          value: 'finished',
          description: `${provider} gets its answer when the workflow has ended well, and sends the events again otherwise`,
        },
      ],
      description: `When to tell ${provider} that the events have arrived. A workflow that starts to wait counts as finished.`,
    },
    { ...register, name: 'register', type: 'boolean', default: true },
    {
      displayName: 'Ignore Duplicates',
      name: 'ignoreDuplicates',
      type: 'boolean',
      default: true,
      description:
        'Whether to leave out events that the workflow has had in the last 24 hours; with a Redis URL in the credential over all processes and restarts of n8n',
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
      description: `Whether each item carries in raw what ${provider} sent, with all its fields`,
    },
    {
      displayName: 'Phone Numbers',
      name: 'phoneNumbers',
      type: 'string',
      default: '',
      placeholder: 'e.g. +1 202 555 0123, +972 50 123 4567',
      description:
        'Start only for these numbers, with country code, separated by commas. Chat IDs and user IDs work, too. Leave empty for everybody.',
    },
    {
      displayName: 'Retry Until Acknowledged',
      name: 'retryUntilAcknowledged',
      type: 'boolean',
      default: true,
      displayOptions: { hide: { register: [false] } },
      description: `Whether ${provider} sends an event again until n8n has acknowledged it. This is a setting of ${retryScope}.`,
    },
    {
      displayName: 'Webhook Secret',
      name: 'webhookSecret',
      type: 'string',
      typeOptions: { password: true },
      default: '',
      displayOptions: { show: { register: [false] } },
      description: `What the URL that you paste in ${provider} carries as ?secret= at its end: letters and digits. Requests without it are turned away.`,
    },
  ] as const satisfies INodeProperties[];

/** What the editor shows for a trigger. */
export const triggerFields = (texts: TriggerTexts): INodeProperties[] => [
  {
    displayName: texts.registerNotice,
    name: 'registrationNotice',
    type: 'notice',
    default: '',
    displayOptions: { hide: { '/options.register': [false] } },
  },
  {
    displayName: texts.byHandNotice,
    name: 'byHandNotice',
    type: 'notice',
    default: '',
    displayOptions: { show: { '/options.register': [false] } },
  },
  {
    displayName: `${texts.provider} sends events again until the workflow has ended well, so an event can arrive more than once. Make the workflow safe to repeat, for example by updating the row with that eventId instead of adding one.${texts.finishedNotice ?? ''}`,
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
        action: 'On message delivered',
        description: "A message that was sent has reached the person's phone",
      },
      {
        name: 'Message Failed',
        value: 'failed',
        action: 'On message failed',
        description: 'A message that was sent could not be delivered',
      },
      {
        name: 'Message Read',
        value: 'read',
        action: 'On message read',
        description: 'A message that was sent has been read or played',
      },
      {
        name: 'Message Received',
        value: 'messageReceived',
        action: 'On message received from a customer',
        description: 'A customer has written',
      },
      {
        name: 'Message Sent (Status)',
        value: 'sent',
        action: 'On message sent',
        description: 'WhatsApp has taken over a message that was sent',
      },
      {
        name: 'Message Written by the Business',
        value: 'messageSent',
        action: 'On message written by the business',
        description: 'The business has written, from n8n or elsewhere: the message itself',
      },
      ...(texts.moreEvents ?? []),
    ],
    description: 'What starts the workflow, with one item per event',
  },
  optionsField([...sharedTriggerOptions(texts), ...(texts.moreOptions ?? [])]),
];
