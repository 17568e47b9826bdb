import type { IDataObject, INodeParameters, OnError } from 'n8n-workflow';

import type { Execution, StoredCredential } from '../../../lab/n8n/n8n-client';
import { inARow, itemsFromWebhook, using, type WorkflowNode } from '../../../lab/n8n/workflows';
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
  before?: WorkflowNode[];
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
  const credential = options.credential ?? (await createCredential(provider));
  const nodes: WorkflowNode[] = [
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
      credentials: using(credential),
      ...(options.onError && { onError: options.onError }),
    },
  ];
  const row = inARow(path, nodes);
  for (const { from, to, input } of options.also ?? [])
    row.connections[from]?.['main']?.[0]?.push({ node: to, type: 'main', index: input });
  const workflowId = await n8n.createWorkflow({
    ...row,
    settings: { ...row.settings, ...options.settings },
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
export const fetchFile: WorkflowNode = {
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
export const bringFileBack: WorkflowNode = {
  name: 'Bring File Back',
  type: 'n8n-nodes-base.merge',
  typeVersion: 3,
  parameters: { mode: 'combine', combineBy: 'combineByPosition', options: {} },
};
