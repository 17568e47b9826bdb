import type { IDataObject, INode } from 'n8n-workflow';

import type { StoredCredential, WorkflowDefinition } from '../../lab/n8n/n8n-client';
import { providerNodes } from '../../lab/n8n/provider-nodes';
import { inARow, using, webhook, type WorkflowNode as Node } from '../../lab/n8n/workflows';

/** A workflow that receives deliveries, in one of the ways to be compared. */
export interface Receiver {
  name: string;
  workflow: WorkflowDefinition;
  /** The path of its webhook, where it is not our trigger, which registers its own. */
  path?: string;
}

/** The trigger's option of that name. */
export type Acknowledge = 'received' | 'finished';

/** The data table that {@link noteWhenDone} keeps its events in. */
export const DONE_TABLE = 'Events done';
export const DONE_COLUMNS = ['eventId', 'messageId'];

/** The node that has an event when the work on it is done. */
export const LAST_NODE = 'Then';
/** The node that has an event first. */
export const FIRST_NODE = 'Receive';

const removeDuplicates: Node = {
  name: 'Remove Duplicates',
  type: 'n8n-nodes-base.removeDuplicates',
  typeVersion: 2,
  parameters: {
    operation: 'removeItemsSeenInPreviousExecutions',
    logic: 'removeItemsWithAlreadySeenKeyValues',
    dedupeValue: '={{ $json.eventId }}',
    options: { scope: 'node' },
  },
};

/** A fifth of a second, as a call to some service would take. */
const work: Node[] = [
  {
    name: 'Work',
    type: 'n8n-nodes-base.wait',
    typeVersion: 1.1,
    webhookId: 'queue-work',
    parameters: { resume: 'timeInterval', amount: 0.2, unit: 'seconds' },
  },
  { name: LAST_NODE, type: 'n8n-nodes-base.noOp', typeVersion: 1, parameters: {} },
];

/** Our trigger as it is by default: the answer goes out when n8n has taken the events over. */
export const received = (credential: StoredCredential): Receiver => ({
  name: 'trigger, received',
  workflow: inARow('received', [trigger(credential, {}), ...work]),
});

/** Our trigger at a URL that nobody registers, so that an account may have any number of them. */
export function byHand(
  credential: StoredCredential,
  acknowledge: Acknowledge,
): Receiver & { path: string } {
  const webhookSecret = 'queue2048';
  const node = trigger(credential, { acknowledge, register: false, webhookSecret });
  const ending = acknowledge === 'finished' ? '-finished' : '';
  return {
    name: `trigger, ${acknowledge}`,
    workflow: inARow(`by hand, ${acknowledge}`, [node, ...work]),
    path: `${node.webhookId}/webhook${ending}?secret=${webhookSecret}`,
  };
}

/** The same, but the answer goes out when the work is done. @param redis whether the credential has one */
export const finished = (credential: StoredCredential, redis: 'with' | 'without'): Receiver => ({
  name: `trigger, finished, ${redis} Redis`,
  workflow: inARow('finished', [trigger(credential, { acknowledge: 'finished' }), ...work]),
});

/** Our trigger, followed by n8n's node against events seen before. */
export const removeDuplicatesBehind = (
  credential: StoredCredential,
  acknowledge: Acknowledge,
): Receiver => ({
  name: `trigger, ${acknowledge}, then Remove Duplicates`,
  workflow: inARow('remove duplicates', [
    trigger(credential, { acknowledge }),
    removeDuplicates,
    ...work,
  ]),
});

/** The same, but an event counts as seen once the work on it is done, in a data table. */
export const noteWhenDone = (credential: StoredCredential, acknowledge: Acknowledge): Receiver => ({
  name: `trigger, ${acknowledge}, noted when done`,
  workflow: inARow('noted when done', [
    trigger(credential, { acknowledge }),
    dataTable('If Not Done', 'rowNotExists', {
      matchType: 'allConditions',
      filters: {
        conditions: [{ keyName: 'eventId', condition: 'eq', keyValue: '={{ $json.eventId }}' }],
      },
    }),
    ...work,
    dataTable('Note as Done', 'insert', {
      columns: {
        mappingMode: 'defineBelow',
        value: { eventId: '={{ $json.eventId }}', messageId: '={{ $json.id }}' },
        matchingColumns: [],
        schema: DONE_COLUMNS.map((id) => ({
          id,
          displayName: id,
          required: false,
          display: true,
          type: 'string',
        })),
      },
    }),
  ]),
});

/** n8n's own node for webhooks, which answers when n8n has taken the request over. */
export const webhookNode: Receiver = {
  name: "n8n's Webhook node",
  path: 'queue-webhook-node',
  workflow: inARow('Webhook node', [
    webhook('queue-webhook-node', 'onReceived', FIRST_NODE),
    ...work,
  ]),
};

function trigger(credential: StoredCredential, options: IDataObject): Node {
  return {
    name: FIRST_NODE,
    type: triggerOf(credential.type),
    typeVersion: 1.1,
    webhookId: crypto.randomUUID(),
    parameters: {
      events: ['sent', 'delivered', 'read', 'failed'],
      options: options as INode['parameters'],
    },
    credentials: using(credential),
  };
}

/** @param credentialType whose trigger */
function triggerOf(credentialType: string): string {
  const all = Object.values(providerNodes);
  return all.find((provider) => provider.credentialType === credentialType)?.trigger ?? '';
}

function dataTable(name: string, operation: string, parameters: INode['parameters']): Node {
  return {
    name,
    type: 'n8n-nodes-base.dataTable',
    typeVersion: 1.1,
    parameters: {
      resource: 'row',
      operation,
      dataTableId: { __rl: true, mode: 'name', value: DONE_TABLE },
      ...parameters,
    },
  };
}
