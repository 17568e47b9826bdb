import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { INodeParameters } from 'n8n-workflow';

import { SandboxControl } from '../../../sandbox/control-client';
import type { Execution } from '../../../scripts/n8n/executions';
import { N8nClient, type StoredCredential } from '../../../scripts/n8n/n8n-client';
import { readContext } from './context';

const context = readContext();

export const { channelId, token, sandboxUrl, n8nUrl, n8nVersion } = context;

/** What the tests of this file have read of executions, which no secret may be in. */
export const executionsRead: Execution[] = [];

class WatchedClient extends N8nClient {
  override async execution(id: string): Promise<Execution> {
    const execution = await super.execution(id);
    executionsRead.push(execution);
    return execution;
  }
}

/** The n8n under test, its owner logged in. */
export const n8n = new WatchedClient(n8nUrl, context.sessionCookie);

/** The sandbox that stands for 1MSG. */
export const sandbox = new SandboxControl(sandboxUrl);

/** All that n8n has printed since it was started. */
export const n8nLog = (): string => readFileSync(context.logFile, 'utf8');

export const SEND_FILE = 'n8n-nodes-1msg-send-file.oneMsgSendFile';
export const TRIGGER = 'n8n-nodes-1msg-send-file.oneMsgTrigger';

/** A file that 1MSG can fetch. */
export const invoiceUrl = `${sandboxUrl}/samples/invoice-TKT-2048.pdf`;

/** A name that no other test uses, of this run or another. */
export const unique = (name: string): string => `${name}-${randomUUID().slice(0, 8)}`;

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
        webhookId: randomUUID(),
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
