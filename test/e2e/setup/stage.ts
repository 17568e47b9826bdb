import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { INodeParameters } from 'n8n-workflow';

import type { StoredCredential } from '../../../lab/n8n/n8n-client';
import { inARow, using } from '../../../lab/n8n/workflows';
import { readContext } from './context';
import { n8n, unique } from './n8n-under-test';
import {
  createCredential,
  oneMsg,
  openWindowAt,
  type ProviderUnderTest,
  registeredUrlsOf,
} from './providers';

export * from './n8n-under-test';

// What most tests play with: the sandbox's 1MSG channel. `providers.ts` has the other provider, too.

export const { channelId, token, sandboxUrl } = readContext();

/** The sandbox that stands for 1MSG. */
export const sandbox = oneMsg.control;

/** A file that the providers can fetch. */
export const invoiceUrl = `${sandboxUrl}/samples/invoice-TKT-2048.pdf`;

/** Stores a 1MSG credential: the sandbox's own, with some of its fields changed. */
export const createChannelCredential = (
  changes: Partial<Record<'channelId' | 'token' | 'baseUrl', string>> = {},
): Promise<StoredCredential> => createCredential(oneMsg, changes);

/** Stores a workflow that is a trigger alone (default: 1MSG's), not active. Those with the same webhookId have the same URL. */
export async function createTriggerWorkflow(
  parameters: INodeParameters = {},
  credential?: StoredCredential,
  provider: ProviderUnderTest = oneMsg,
  webhookId: string = randomUUID(),
): Promise<string> {
  const own = credential ?? (await createCredential(provider));
  return n8n.createWorkflow(
    inARow(unique('trigger'), [
      {
        name: provider.triggerName,
        type: provider.trigger,
        typeVersion: 1.1,
        webhookId,
        parameters: { events: ['sent', 'delivered', 'read', 'failed'], options: {}, ...parameters },
        credentials: using(own),
      },
      { name: 'Then', type: 'n8n-nodes-base.noOp', typeVersion: 1, parameters: {} },
    ]),
  );
}

/** The URLs that the channel posts its webhooks to. */
export const registeredUrls = (): Promise<string[]> => registeredUrlsOf(oneMsg);

/** Makes a customer write to the channel, which opens the 24-hour window. */
export const openWindow = (...phones: string[]): Promise<unknown> =>
  openWindowAt(oneMsg, ...phones);

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
