import type { WorkflowDefinition } from './n8n-client';

/** The nodes that a workflow begins with which takes `{ items }` by POST: Webhook, and Items with an item for each. */
export const itemsFromWebhook = (path: string): WorkflowDefinition['nodes'] => [
  {
    name: 'Webhook',
    type: 'n8n-nodes-base.webhook',
    typeVersion: 2,
    webhookId: path,
    parameters: { httpMethod: 'POST', path, responseMode: 'onReceived' },
  },
  {
    name: 'Items',
    type: 'n8n-nodes-base.splitOut',
    typeVersion: 1,
    parameters: { fieldToSplitOut: 'body.items' },
  },
];
