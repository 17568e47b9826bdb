import type { IConnections } from 'n8n-workflow';

import type { StoredCredential, WorkflowDefinition } from './n8n-client';

/** A node as a workflow to create has it. */
export type WorkflowNode = WorkflowDefinition['nodes'][number];

/** How a node names its credential. */
export const using = ({
  id,
  name,
  type,
}: StoredCredential): NonNullable<WorkflowNode['credentials']> => ({ [type]: { id, name } });

/** Gives a workflow's nodes their credentials, by the node's type; those of other types keep what they have. */
export function giveCredentials(
  { nodes }: WorkflowDefinition,
  credentialOf: (nodeType: string) => StoredCredential | undefined,
): void {
  for (const node of nodes) {
    const credential = credentialOf(node.type);
    if (credential) node.credentials = using(credential);
  }
}

/** A Webhook node that takes POST. @param answers at once, or with what came out at the workflow's end */
export const webhook = (
  path: string,
  answers: 'onReceived' | 'lastNode' = 'onReceived',
  name = 'Webhook',
): WorkflowNode => ({
  name,
  type: 'n8n-nodes-base.webhook',
  typeVersion: 2,
  webhookId: path,
  parameters: { httpMethod: 'POST', path, responseMode: answers },
});

/** The nodes that a workflow begins with which takes `{ items }` by POST: Webhook, and Items with an item for each. */
export const itemsFromWebhook = (path: string): WorkflowNode[] => [
  webhook(path),
  {
    name: 'Items',
    type: 'n8n-nodes-base.splitOut',
    typeVersion: 1,
    parameters: { fieldToSplitOut: 'body.items' },
  },
];

/** A workflow to create, in which each node leads to the next. */
export function inARow(name: string, nodes: WorkflowNode[]): WorkflowDefinition {
  const connections: IConnections = {};
  for (const [index, next] of nodes.slice(1).entries())
    connections[nodes[index]!.name] = { main: [[{ node: next.name, type: 'main', index: 0 }]] };
  return { name, nodes, connections, settings: { executionOrder: 'v1' } };
}
