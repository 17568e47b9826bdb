import type { IExecuteFunctions } from 'n8n-workflow';
import type { ItemRun } from '../../nodes/shared/n8n/item-run';
import { OnceKeysOfItems } from '../../nodes/shared/send-file/send-once';
import type { Recipient } from '../../nodes/shared/whatsapp/recipient';

/** n8n's database, as a node sees it. */
const database = new Set<string>();
/** What happens before the database is asked again. */
let before: Array<() => void> = [];
const context = {
  getWorkflow: () => ({ id: 'workflow' }),
  getNode: () => ({ id: 'node' }),
  helpers: {
    checkProcessedAndRecord: (keys: string[]) => {
      before.shift()?.();
      const fresh = keys.filter((key) => !database.has(key));
      for (const key of keys) database.add(key);
      return Promise.resolve({ new: fresh, processed: keys.filter((key) => !fresh.includes(key)) });
    },
    removeProcessed: (keys: string[]) => {
      for (const key of keys) database.delete(key);
      return Promise.resolve();
    },
  },
} as unknown as IExecuteFunctions;
const run = { signal: new AbortController().signal } as ItemRun;

/** Sends an item of a run of its own. */
async function send() {
  const readers = { readOnceKey: () => 'TKT-2048', readLabels: () => ({}) as never };
  const sent = await new OnceKeysOfItems(context, run, readers, undefined).send(
    0,
    {} as Recipient,
    async (due) => {
      await due!();
      return { outcome: { kind: 'accepted', id: 'wamid.1' } as const };
    },
  );
  return sent!.key!;
}

beforeEach(() => {
  database.clear();
  before = [];
});

test('a key is free when its message has failed', async () => {
  const key = await send();
  await key.release();
  expect([...database]).toEqual([]);
});

test('a key that another run got before it could be claimed anew stays that one’s', async () => {
  const key = await send();
  before = [() => database.add('TKT-2048')];
  expect(await key.claimAnew()).toBe(false);
  await key.release();
  expect([...database]).toEqual(['TKT-2048']);
});

test('each claim has a name of its own', async () => {
  const key = await send();
  const first = key.claim;
  expect(await key.claimAnew()).toBe(true);
  expect(key.claim).not.toBe(first);
});
