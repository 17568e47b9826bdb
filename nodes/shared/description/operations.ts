import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';

/** The name of an operation. */
export type OperationName =
  | 'sendFile'
  | 'sendTemplate'
  | 'getDeliveryStatus'
  | 'getSessionWindow'
  | 'downloadFile'
  | 'uploadMedia';

interface Resource extends INodePropertyOptions {
  operations: Array<INodePropertyOptions & { value: OperationName }>;
}

/**
 * All that a Send File node may do, by resource, the most used first: the first operation of each is its default.
 * An `action` is what the model of an AI agent is told of the tool.
 */
const RESOURCES: Resource[] = [
  {
    name: 'Message',
    value: 'message',
    description: 'What is sent, and what became of it',
    operations: [
      {
        name: 'Send File',
        value: 'sendFile',
        action: 'Send a file over WhatsApp',
        description: 'Send a file to a WhatsApp user within the 24-hour session window',
      },
      {
        name: 'Send a Template',
        value: 'sendTemplate',
        action: 'Send an approved template over WhatsApp',
        description:
          'Send an approved template to a WhatsApp user at any time, with a file in its header where it takes one',
      },
      {
        name: 'Get Delivery Status',
        value: 'getDeliveryStatus',
        action: 'Get the delivery status of a WhatsApp message',
        description: 'Ask what became of a file or a template that was sent',
      },
    ],
  },
  {
    name: 'Chat',
    value: 'chat',
    description: 'Whether files can be sent to a customer now',
    operations: [
      {
        name: 'Get Session Window',
        value: 'getSessionWindow',
        action: 'Check whether files can be sent to a WhatsApp customer now',
        description: 'Ask whether files can be sent to a customer now, and for how long',
      },
    ],
  },
  {
    name: 'Media',
    value: 'media',
    description: 'Files without a message',
    operations: [
      {
        name: 'Download Received File',
        value: 'downloadFile',
        action: 'Download a file received over WhatsApp',
        description: 'Fetch a file that a customer has sent, for the nodes that follow',
      },
      {
        name: 'Upload Media',
        value: 'uploadMedia',
        action: 'Upload a file to be sent over WhatsApp later',
        description: 'Give a file to the provider, to be sent later by its media ID',
      },
    ],
  },
];

/** Whom a message goes to, or who is asked about, is not for a model to choose. */
const WITH_PHONE: OperationName[] = ['sendFile', 'sendTemplate', 'getSessionWindow'];

/**
 * The fields Resource and Operation. All other fields go by the operation alone, whose names differ over all resources:
 * so a workflow that was made without a resource keeps the operation of another one, and its fields.
 * @param provider its name
 * @param names what the node can do
 */
export function operationFields(provider: string, names: OperationName[]): INodeProperties[] {
  const resources = RESOURCES.flatMap(({ operations, ...resource }) => {
    const own = operations.filter(({ value }) => names.includes(value));
    return own.length > 0 ? [{ resource, own }] : [];
  });
  return [
    {
      displayName: 'Resource',
      name: 'resource',
      type: 'options',
      noDataExpression: true,
      default: 'message',
      options: resources.map(({ resource }) => resource),
    },
    ...resources.map(({ resource, own }): INodeProperties => {
      const [first] = own.map(({ value }) => value);
      return {
        displayName: 'Operation',
        name: 'operation',
        type: 'options',
        noDataExpression: true,
        default: first,
        displayOptions: { show: { resource: [resource.value] } },
        options: own,
      };
    }),
    {
      displayName: `Do not let the model define the phone number: whoever writes to the agent could talk it into sending to somebody else. ${provider} Send File Trigger may give several messages at once, of which a tool reads the first one only. So let the agent work on one at a time (Loop Over Items, then Edit Fields), and take the number from there: {{ $('Edit Fields').first().json.phone }}.`,
      name: 'toolNotice',
      type: 'notice',
      default: '',
      displayOptions: { show: { '@tool': [true], operation: WITH_PHONE } },
    },
  ];
}

/** What a node says below its name, from its operation: `send file`. @param names what the node can do */
export function operationSubtitle(names: OperationName[]): string {
  const words = RESOURCES.flatMap(({ operations }) => operations)
    .filter(({ value }) => names.includes(value))
    .map(({ name, value }) => `${value}: "${name.replace(' a ', ' ').toLowerCase()}"`);
  return `={{ { ${words.join(', ')} }[$parameter["operation"]] }}`;
}
