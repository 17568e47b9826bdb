import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { IDataObject, INodeParameters, OnError } from 'n8n-workflow';

import { SandboxControl } from '../../../sandbox/control-client';
import type { Execution } from '../../../scripts/n8n/executions';
import {
  N8nClient,
  type StoredCredential,
  type WorkflowDefinition,
} from '../../../scripts/n8n/n8n-client';
import { readContext } from './context';

const context = readContext();

export const { channelId, token, sandboxUrl, n8nUrl, n8nVersion } = context;

/** The n8n under test, its owner logged in. */
export const n8n = new N8nClient(n8nUrl, context.sessionCookie);

/** The sandbox that stands for 1MSG. */
export const sandbox = new SandboxControl(sandboxUrl);

/** All that n8n has printed since it was started. */
export const n8nLog = (): string => readFileSync(context.logFile, 'utf8');

export const SEND_FILE = 'n8n-nodes-1msg-send-file.oneMsgSendFile';
export const TRIGGER = 'n8n-nodes-1msg-send-file.oneMsgTrigger';

/** A file that 1MSG can fetch. */
export const invoiceUrl = `${sandboxUrl}/samples/invoice-TKT-2048.pdf`;

let count = 0;
/** A name that no other test of this run uses. */
export const unique = (name: string): string => `${name}-${process.pid}-${++count}`;

/** Stores a 1MSG credential: the sandbox's own, with some of its fields changed. */
export const createChannelCredential = (
  changes: Partial<Record<'channelId' | 'token' | 'baseUrl', string>> = {},
): Promise<StoredCredential> =>
  n8n.createCredential(unique('1MSG'), 'oneMsgChannelApi', {
    channelId,
    token,
    baseUrl: sandboxUrl,
    ...changes,
  });

/** How {@link runSendFile} builds its workflow. */
export interface SendFileRun {
  items: IDataObject[];
  /** Where not each item's fields of the same name: phone, fileUrl, … */
  parameters?: INodeParameters;
  credential?: StoredCredential;
  onError?: OnError;
}

/** Runs items through a 1MSG Send File node, started by a production webhook, and gives the execution. */
export async function runSendFile(run: SendFileRun): Promise<Execution> {
  const path = unique('send');
  const { id, name, type } = run.credential ?? (await createChannelCredential());
  const fields = ['phone', 'fileUrl', 'filename', 'caption'];
  const workflow: WorkflowDefinition = {
    name: path,
    nodes: [
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
      {
        name: 'Send File',
        type: SEND_FILE,
        typeVersion: 1,
        parameters: {
          operation: 'sendFile',
          fileSource: 'url',
          ...Object.fromEntries(fields.map((field) => [field, `={{ $json.${field} }}`])),
          ...run.parameters,
        },
        credentials: { [type]: { id, name } },
        ...(run.onError && { onError: run.onError }),
      },
    ],
    connections: {
      Webhook: { main: [[{ node: 'Items', type: 'main', index: 0 }]] },
      Items: { main: [[{ node: 'Send File', type: 'main', index: 0 }]] },
    },
    settings: { executionOrder: 'v1' },
  };
  const workflowId = await n8n.createWorkflow(workflow);
  await n8n.activate(workflowId);
  try {
    await n8n.postWebhook(path, { items: run.items });
    return await n8n.waitForExecution(workflowId);
  } finally {
    await n8n.deleteWorkflow(workflowId);
  }
}

/** Stores a workflow that is a 1MSG Trigger alone, not active. */
export async function createTriggerWorkflow(
  parameters: INodeParameters = {},
  credential?: StoredCredential,
): Promise<string> {
  const { id, name, type } = credential ?? (await createChannelCredential());
  return n8n.createWorkflow({
    name: unique('trigger'),
    nodes: [
      {
        name: '1MSG Trigger',
        type: TRIGGER,
        typeVersion: 1.1,
        webhookId: crypto.randomUUID(),
        parameters: { events: ['sent', 'delivered', 'read', 'failed'], options: {}, ...parameters },
        credentials: { [type]: { id, name } },
      },
      { name: 'Then', type: 'n8n-nodes-base.noOp', typeVersion: 1, parameters: {} },
    ],
    connections: { '1MSG Trigger': { main: [[{ node: 'Then', type: 'main', index: 0 }]] } },
  });
}

/** The URLs that the channel posts its webhooks to. */
export const registeredUrls = async (): Promise<string[]> =>
  (await sandbox.webhooks()).urls.map(({ url }) => url);

/** Makes a customer write, which opens the 24-hour window. */
export const openWindow = (...phones: string[]): Promise<unknown> =>
  Promise.all(phones.map((from) => sandbox.customerWrites({ from, text: 'Hello' })));

/** Repeats a check until it holds, for what n8n does in the background; throws its last failure. */
export async function eventually(check: () => Promise<void>, timeoutMs = 15_000): Promise<void> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    try {
      return await check();
    } catch (error) {
      if (Date.now() > deadline) throw error;
      await sleep(100);
    }
  }
}
