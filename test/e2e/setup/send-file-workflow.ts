import type { IConnections, IDataObject, INodeParameters, OnError } from 'n8n-workflow';

import type { Execution } from '../../../lab/n8n/executions';
import { itemsFromWebhook } from '../../../lab/n8n/items-from-webhook';
import type { StoredCredential, WorkflowDefinition } from '../../../lab/n8n/n8n-client';
import { createCredential, oneMsg, type ProviderUnderTest } from './providers';
import { n8n, unique } from './stage';

/** How a workflow around a Send File node is built. */
export interface SendFileWorkflowOptions {
  /** Default: 1MSG. */
  provider?: ProviderUnderTest;
  /** Where not each item's fields of the same name: phone, fileUrl, … */
  parameters?: INodeParameters;
  credential?: StoredCredential;
  onError?: OnError;
  /** Nodes between the items and Send File, one after another. */
  before?: WorkflowDefinition['nodes'];
  /** Connections besides those of each node to the next. */
  also?: Array<{ from: string; to: string; input: number }>;
  /** The workflow's own, besides its execution order. */
  settings?: IDataObject;
}

/** A workflow that takes items by a production webhook and sends a file for each. */
export interface SendFileWorkflow {
  id: string;
  /** Starts an execution. */
  start(items: IDataObject[]): Promise<void>;
  /** Waits until the oldest execution has ended that was not given yet. @param timeoutMs default: a minute */
  ended(timeoutMs?: number): Promise<Execution>;
  delete(): Promise<void>;
}

/** Parameters that send the sandbox's template where the session window is closed. */
export const TEMPLATE_FALLBACK = {
  whenWindowClosed: 'sendTemplate',
  template: { __rl: true, mode: 'id', value: 'invoice_ready:en' },
  templateVariables: {
    mappingMode: 'defineBelow',
    value: { body_1: 'Dana', body_2: 'TKT-2048' },
    matchingColumns: [],
    schema: [],
  },
} satisfies INodeParameters;

const FIELDS = ['phone', 'fileUrl', 'filename', 'caption'];

/** Stores and activates a {@link SendFileWorkflow}; its nodes are Webhook, Items, `before` and Send File. */
export async function createSendFileWorkflow(
  options: SendFileWorkflowOptions,
): Promise<SendFileWorkflow> {
  const path = unique('send');
  const { provider = oneMsg } = options;
  const { id, name, type } = options.credential ?? (await createCredential(provider));
  const nodes: WorkflowDefinition['nodes'] = [
    ...itemsFromWebhook(path),
    ...(options.before ?? []),
    {
      name: 'Send File',
      type: provider.sendFile,
      typeVersion: 1,
      parameters: {
        operation: 'sendFile',
        fileSource: 'url',
        ...Object.fromEntries(
          FIELDS.map((field) => [field, `={{ $('Items').item.json.${field} }}`]),
        ),
        ...options.parameters,
      },
      credentials: { [type]: { id, name } },
      ...(options.onError && { onError: options.onError }),
    },
  ];
  const workflowId = await n8n.createWorkflow({
    name: path,
    nodes,
    connections: connect(
      nodes.map((node) => node.name),
      options.also,
    ),
    settings: { executionOrder: 'v1', ...options.settings },
  });
  await n8n.activate(workflowId);
  const given = new Set<string>();
  return {
    id: workflowId,
    start: async (items) => {
      await n8n.postWebhook(path, { items });
    },
    ended: async (timeoutMs) => {
      const isNew = (each: Execution) => !given.has(each.id);
      const execution = await n8n.waitForExecution(workflowId, isNew, timeoutMs);
      given.add(execution.id);
      return execution;
    },
    delete: () => n8n.deleteWorkflow(workflowId),
  };
}

function connect(names: string[], also: SendFileWorkflowOptions['also'] = []): IConnections {
  return Object.fromEntries(
    names.map((name, index) => {
      const next = names.slice(index + 1, index + 2).map((to) => ({ to, input: 0 }));
      const others = also.filter(({ from }) => from === name);
      const to = [...next, ...others].map((each) => ({
        node: each.to,
        type: 'main' as const,
        index: each.input,
      }));
      return [name, { main: [to] }];
    }),
  );
}

/** Runs items through a Send File node once and gives the execution. */
export async function runSendFile({
  items,
  timeoutMs,
  ...options
}: SendFileWorkflowOptions & { items: IDataObject[]; timeoutMs?: number }): Promise<Execution> {
  const workflow = await createSendFileWorkflow(options);
  try {
    await workflow.start(items);
    return await workflow.ended(timeoutMs);
  } finally {
    await workflow.delete();
  }
}

/** A node for `before`: puts the file at each item's `fileUrl` in n8n's binary data, as `data`. */
export const fetchFile: WorkflowDefinition['nodes'][number] = {
  name: 'Fetch File',
  type: 'n8n-nodes-base.httpRequest',
  typeVersion: 4.2,
  parameters: {
    url: '={{ $json.fileUrl }}',
    options: { response: { response: { responseFormat: 'file', outputPropertyName: 'data' } } },
  },
};

/**
 * A node for `before`, behind one whose output takes the place of its input: with Fetch File connected to
 * its second input as well, the file is there again.
 */
export const bringFileBack: WorkflowDefinition['nodes'][number] = {
  name: 'Bring File Back',
  type: 'n8n-nodes-base.merge',
  typeVersion: 3,
  parameters: { mode: 'combine', combineBy: 'combineByPosition', options: {} },
};
