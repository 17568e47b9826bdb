import { setImmediate as otherWork } from 'node:timers/promises';
import fc from 'fast-check';
import type { KeyStore } from '../../nodes/shared/send-file/once-key-memory';
import { KeyQueue } from '../../nodes/shared/send-file/once-key-memory';

/** As n8n's: reads a list, and writes it back later. */
class ListStore implements KeyStore {
  list: string[] = [];
  calls = 0;
  async record(keys: string[]): Promise<string[]> {
    this.calls++;
    const list = [...this.list];
    await otherWork();
    const fresh = keys.filter((key) => !list.includes(key));
    this.list = [...list, ...fresh];
    return fresh;
  }
  async remove(keys: string[]): Promise<void> {
    this.calls++;
    const list = [...this.list];
    await otherWork();
    this.list = list.filter((key) => !keys.includes(key));
  }
}

const KEYS = Array.from({ length: 100 }, (_, index) => `TKT-${index}`);

test('concurrent claims lose no key, and share calls', async () => {
  const store = new ListStore();
  const queue = new KeyQueue();
  const fresh = await Promise.all(KEYS.map((key) => queue.claim(key, store)));
  expect(fresh.every(Boolean)).toBe(true);
  expect([...store.list].sort()).toEqual([...KEYS].sort());
  expect(store.calls).toBe(2); // the first by itself, the rest while it was under way
  expect(queue.idle).toBe(true);
});

test('of several claims of one key, one gets it', async () => {
  const store = new ListStore();
  const queue = new KeyQueue();
  const fresh = await Promise.all(Array.from({ length: 5 }, () => queue.claim('TKT-1', store)));
  expect(fresh).toEqual([true, false, false, false, false]);
});

test('a call that fails fails its own changes only', async () => {
  const store = new ListStore();
  const queue = new KeyQueue();
  const broken: KeyStore = {
    record: () => Promise.reject(new Error('no database')),
    remove: () => Promise.resolve(),
  };
  const first = queue.claim('TKT-1', broken);
  const second = queue.claim('TKT-2', store);
  await expect(first).rejects.toThrow('no database');
  expect(await second).toBe(true);
});

test('changes have the same effect as one after another, whatever their order', async () => {
  const change = fc.record({ claim: fc.boolean(), key: fc.constantFrom('a', 'b', 'c') });
  await fc.assert(
    fc.asyncProperty(fc.array(change), async (changes) => {
      const store = new ListStore();
      const queue = new KeyQueue();
      const results = await Promise.all(
        changes.map(({ claim, key }) =>
          claim ? queue.claim(key, store) : queue.release(key, store),
        ),
      );
      const expected = new Set<string>();
      for (const [index, { claim, key }] of changes.entries()) {
        if (claim) expect(results[index]).toBe(!expected.has(key));
        if (claim) expected.add(key);
        else expected.delete(key);
      }
      expect([...store.list].sort()).toEqual([...expected].sort());
    }),
    { numRuns: 50 },
  );
});
