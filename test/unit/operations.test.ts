import type {
  INode,
  INodeParameters,
  INodeProperties,
  INodePropertyOptions,
  INodeType,
} from 'n8n-workflow';
import { NodeHelpers } from 'n8n-workflow';

import { NinetyNineDigitalSendFile } from '../../nodes/NinetyNineDigital/NinetyNineDigitalSendFile.node';
import { NinetyNineDigitalSendFileTrigger } from '../../nodes/NinetyNineDigital/NinetyNineDigitalSendFileTrigger.node';
import { OneMsgSendFile } from '../../nodes/OneMsg/OneMsgSendFile.node';
import { OneMsgSendFileTrigger } from '../../nodes/OneMsg/OneMsgSendFileTrigger.node';

const nodes: Array<[string, INodeType, Record<string, string[]>]> = [
  [
    '1MSG',
    new OneMsgSendFile(),
    {
      message: ['sendFile', 'sendTemplate', 'getDeliveryStatus'],
      chat: ['getSessionWindow'],
      media: ['downloadFile', 'uploadMedia'],
    },
  ],
  [
    '99digital',
    new NinetyNineDigitalSendFile(),
    {
      message: ['sendFile', 'sendTemplate'],
      chat: ['getSessionWindow'],
      media: ['downloadFile'],
    },
  ],
];

const TOLD: Record<string, string> = {
  sendFile: 'Send a file over WhatsApp',
  sendTemplate: 'Send an approved template over WhatsApp',
  getDeliveryStatus: 'Get the delivery status of a WhatsApp message',
  getSessionWindow: 'Check whether files can be sent to a WhatsApp customer now',
  downloadFile: 'Download a file received over WhatsApp',
  uploadMedia: 'Upload a file to be sent over WhatsApp later',
};

describe.each(nodes)('the operations of %s Send File', (_name, nodeType, byResource) => {
  const { description } = nodeType;
  const pairs = Object.entries(byResource).flatMap(([resource, operations]) =>
    operations.map((operation) => ({ resource, operation })),
  );

  const nodeWith = (parameters: INodeParameters): INode => ({
    id: 'id',
    name: 'Send',
    type: description.name,
    typeVersion: 1,
    position: [0, 0],
    parameters,
  });

  /** The parameters as n8n makes them of those that were saved, with defaults or without them. */
  const read = (saved: INodeParameters, withDefaults = true) =>
    NodeHelpers.getNodeParameters(
      description.properties,
      saved,
      withDefaults,
      false,
      nodeWith(saved),
      description,
    )!;

  const listed = (resource: string) =>
    description.properties.filter(
      ({ name, displayOptions }) =>
        name === 'operation' && displayOptions?.show?.resource?.includes(resource),
    );

  test('each resource lists its own, and the first is chosen at first', () => {
    const resource = description.properties[0]!;
    expect(resource).toMatchObject({ name: 'resource', default: 'message' });
    expect(values(resource)).toEqual(Object.keys(byResource));
    for (const [name, operations] of Object.entries(byResource)) {
      const [field, ...more] = listed(name);
      expect(more).toEqual([]);
      expect(values(field!)).toEqual(operations);
      expect(field!.default).toBe(operations[0]);
    }
  });

  test.each(pairs)('$operation works in a workflow without a resource', (pair) => {
    const { operation, resource } = pair;
    const given = {
      operation,
      phone: '1 202 072 1369',
      messageId: 'wamid.1',
      fileUrl: 'https://a',
    };
    const made = read(given);
    expect(made).toEqual({ ...read({ resource, ...given }), resource: 'message' });
    expect(made.operation).toBe(operation);
    // What the editor saves of it keeps the operation, too.
    expect(read(read(given, false))).toEqual(made);
  });

  test('a new node, and a workflow without an operation, sends files', () => {
    expect(read({})).toMatchObject({ resource: 'message', operation: 'sendFile' });
  });

  test.each(pairs)('the model of an agent is told what $operation does', (pair) => {
    const told = NodeHelpers.getToolDescriptionForNode(nodeWith(pair), nodeType);
    expect(told).toBe(`${TOLD[pair.operation]} in ${description.defaults.name}`);
  });

  test.each(pairs)('below its name the node says what $operation is', ({ resource, operation }) => {
    const option = (listed(resource)[0]!.options as INodePropertyOptions[]).find(
      ({ value }) => value === operation,
    )!;
    const words = option.name.toLowerCase().replace(' a ', ' ');
    expect(description.subtitle).toContain(`${operation}: "${words}"`);
  });

  test.each(pairs)('whom $operation is for is a notice in a tool only', ({ operation }) => {
    const notice = description.properties.find(({ name }) => name === 'toolNotice')!;
    // In a tool n8n takes `.item` for the first one, and the trigger may give the messages of several people.
    expect(notice.displayName).toContain('one at a time');
    expect(notice.displayName).not.toMatch(/Trigger'\)\.(?:first|item)/);
    const isShown = (name: string) =>
      NodeHelpers.displayParameter({ operation }, notice, nodeWith({ operation }), {
        ...description,
        name,
      });
    const asksWhom = ['sendFile', 'sendTemplate', 'getSessionWindow'].includes(operation);
    expect(isShown(`${description.name}Tool`)).toBe(asksWhom);
    expect(isShown(description.name)).toBe(false);
  });
});

test('what a choice means fits into the two lines that n8n has for it in a list', () => {
  const types = [
    ...nodes.map(([, node]) => node),
    new OneMsgSendFileTrigger(),
    new NinetyNineDigitalSendFileTrigger(),
  ];
  const meanings = types.flatMap(({ description }) => meaningsIn(description.properties));
  expect(meanings.length).toBeGreaterThan(40);
  expect(meanings.filter(({ length }) => length > 104)).toEqual([]);
});

/** What the choices of the fields mean, of those below Options, too. */
function meaningsIn(properties: INodeProperties[]): string[] {
  return properties.flatMap(({ type, options = [] }) =>
    type === 'collection'
      ? meaningsIn(options as INodeProperties[])
      : (options as INodePropertyOptions[]).map(({ description = '' }) => description),
  );
}

function values({ options }: INodeProperties): unknown[] {
  return (options as INodePropertyOptions[]).map(({ value }) => value);
}
