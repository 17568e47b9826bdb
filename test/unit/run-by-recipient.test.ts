import * as fc from 'fast-check';
import { MOST_AHEAD, MOST_PARKED, runByRecipient } from '../../nodes/shared/async/run-by-recipient';
import { FakeClock } from './fake-clock';

const clock = { now: () => Date.now(), sleep: async () => await Promise.resolve() };
const turns = async (count: number) => {
  for (let turn = 0; turn < count; turn++) await Promise.resolve();
};

test('every item is worked on once, no recipient twice at a time, in item order, and no more recipients than allowed', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.record({ recipient: fc.integer({ min: 0, max: 6 }), turns: fc.nat(20) })),
      fc.integer({ min: 1, max: 5 }),
      async (items, concurrency) => {
        const done: number[] = [];
        const active = new Set<number>();
        await runByRecipient({
          count: items.length,
          concurrency,
          clock,
          signal: new AbortController().signal,
          recipientOf: async (item) => await Promise.resolve(String(items[item]!.recipient)),
          work: async (item) => {
            const { recipient } = items[item]!;
            expect(active.has(recipient)).toBe(false);
            active.add(recipient);
            expect(active.size).toBeLessThanOrEqual(concurrency);
            await turns(items[item]!.turns);
            active.delete(recipient);
            done.push(item);
          },
        });
        expect([...done].sort((a, b) => a - b)).toEqual([...items.keys()]);
        for (const { recipient } of items) {
          const own = done.filter((item) => items[item]!.recipient === recipient);
          expect(own).toEqual([...own].sort((a, b) => a - b));
        }
      },
    ),
  );
});

test('items are read only when a place is free', async () => {
  let read = 0;
  const finish: Array<() => void> = [];
  const run = runByRecipient({
    count: 1000,
    concurrency: 3,
    clock,
    signal: new AbortController().signal,
    recipientOf: async (item) => {
      read++;
      return await Promise.resolve(String(item));
    },
    work: async () => await new Promise<void>((resolve) => finish.push(resolve)),
  });
  await turns(100);
  expect(read).toBe(3);
  while (read < 1000 || finish.length > 0) {
    finish.shift()?.();
    await turns(20);
  }
  await run;
});

test("of items to one person only so many are read ahead of their turn, and the others' are found as they come into sight", async () => {
  const count = 5000;
  const others = [100, 1000, 3000];
  let read = 0;
  let waiting = 0;
  const lead: number[] = [];
  const startedAfter = new Map<number, number>();
  let done = 0;
  const fake = new FakeClock();
  const run = runByRecipient({
    count,
    concurrency: 10,
    clock: fake,
    signal: new AbortController().signal,
    recipientOf: async (item) => {
      read++;
      lead.push(++waiting);
      return await Promise.resolve(others.includes(item) ? String(item) : 'one person');
    },
    work: async (item) => {
      waiting--;
      if (others.includes(item)) startedAfter.set(item, done);
      await fake.sleep(1);
      done++;
    },
  });
  await fake.pass(count);
  await run;
  expect(Math.max(...lead)).toBe(MOST_PARKED);
  expect([read, done]).toEqual([count, count]);
  // Each starts as soon as no more than so many have to be passed over for it.
  expect(others.map((item) => startedAfter.get(item))).toEqual([
    0,
    1000 - MOST_PARKED,
    3000 - MOST_PARKED,
  ]);
});

test.each([
  ['stopped', undefined],
  ['broken', new Error('broken')],
])(
  'a run that is %s ends though its search waits for fewer items to be passed over',
  async (_case, error) => {
    const stop = new AbortController();
    const worked: number[] = [];
    const run = runByRecipient({
      count: 5000,
      concurrency: 3,
      clock,
      signal: stop.signal,
      recipientOf: async () => await Promise.resolve('one person'),
      work: async (item) => {
        await turns(2000);
        worked.push(item);
        if (error) throw error;
        stop.abort();
      },
    });
    await (error ? expect(run).rejects.toThrow(error) : run);
    expect(worked).toEqual([0]);
  },
);

test('while all places are taken the next items are read ahead, in order, and only so many', async () => {
  const ahead: number[] = [];
  const fake = new FakeClock();
  const run = runByRecipient({
    count: MOST_AHEAD + 9,
    concurrency: 3,
    clock: fake,
    signal: new AbortController().signal,
    readAhead: (item) => void ahead.push(item),
    recipientOf: async (item) => await Promise.resolve(String(item)),
    work: async (_item, begun) => {
      begun();
      await fake.sleep(10);
    },
  });
  await fake.pass(5);
  expect(ahead).toEqual(Array.from({ length: MOST_AHEAD }, (_, index) => 3 + index));
  await fake.pass(1000);
  await run;
  expect(ahead).toEqual(Array.from({ length: MOST_AHEAD + 6 }, (_, index) => 3 + index));
});

test('nothing is read ahead before an item has begun: what it waits for comes first', async () => {
  const ahead: number[] = [];
  const fake = new FakeClock();
  const run = runByRecipient({
    count: 3,
    concurrency: 1,
    clock: fake,
    signal: new AbortController().signal,
    readAhead: (item) => void ahead.push(item),
    recipientOf: async (item) => await Promise.resolve(String(item)),
    work: async (_item, begun) => {
      await fake.sleep(10);
      begun();
      await fake.sleep(10);
    },
  });
  await fake.pass(9);
  expect(ahead).toEqual([]);
  await fake.pass(6);
  expect(ahead).toEqual([1, 2]);
  await fake.pass(1000);
  await run;
});

test('reading ahead lets the network have its turn every few milliseconds', async () => {
  const inARow: number[] = [];
  const fake = new FakeClock();
  let spent = 0;
  const run = runByRecipient({
    count: 20,
    concurrency: 1,
    clock: {
      now: () => fake.now() + spent,
      sleep: async (milliseconds, signal) => {
        inARow.push(0);
        await fake.sleep(milliseconds, signal);
      },
    },
    signal: new AbortController().signal,
    readAhead: () => {
      spent += 1;
      inARow[inARow.length - 1]!++;
    },
    recipientOf: async (item) => await Promise.resolve(String(item)),
    work: async (_item, begun) => {
      begun();
      await fake.sleep(100);
    },
  });
  await fake.pass(10);
  expect(inARow.filter(Boolean)).toEqual([2, 2, 2, 2, 2, 2, 2, 2, 2, 1]);
  await fake.pass(5000);
  await run;
});

test('while places are filled the network has its turn every few milliseconds, and nothing is read ahead', async () => {
  const started: string[] = [];
  const fake = new FakeClock();
  let spent = 0;
  const run = runByRecipient({
    count: 12,
    concurrency: 7,
    clock: {
      now: () => fake.now() + spent,
      sleep: async (milliseconds, signal) => {
        await fake.sleep(milliseconds, signal);
        if (milliseconds === 0) started.push('turn');
      },
    },
    signal: new AbortController().signal,
    readAhead: (item) => void started.push(`ahead ${item}`),
    recipientOf: async (item) => {
      spent += 1;
      started.push(`read ${item}`);
      return await Promise.resolve(String(item));
    },
    work: async (_item, begun) => {
      begun();
      await fake.sleep(100);
    },
  });
  await fake.pass(10);
  const reads = started.filter((each) => each.startsWith('read'));
  expect(reads).toEqual([0, 1, 2, 3, 4, 5, 6].map((item) => `read ${item}`));
  const readsInARow = started
    .join()
    .split('turn')
    .map((row) => row.match(/read/g)?.length ?? 0);
  expect(Math.max(...readsInARow)).toBe(2);
  expect(started.findIndex((each) => each.startsWith('ahead'))).toBeGreaterThan(
    started.indexOf('read 6'),
  );
  await fake.pass(1000);
  await run;
});

test('once it is stopped nothing more starts, and what is under way is waited for', async () => {
  const stop = new AbortController();
  const worked: number[] = [];
  const fake = new FakeClock();
  const run = runByRecipient({
    count: 100,
    concurrency: 4,
    clock: fake,
    signal: stop.signal,
    recipientOf: async (item) => await Promise.resolve(String(item)),
    work: async (item) => {
      await fake.sleep(10);
      worked.push(item);
    },
  });
  await fake.pass(5);
  stop.abort();
  await fake.pass(100);
  await run;
  expect(worked).toEqual([0, 1, 2, 3]);
});

test('an error ends the run after the rest of what was under way', async () => {
  const ended: number[] = [];
  const run = runByRecipient({
    count: 10,
    concurrency: 2,
    clock,
    signal: new AbortController().signal,
    recipientOf: async (item) => await Promise.resolve(String(item)),
    work: async (item) => {
      await turns(item === 0 ? 20 : 50);
      if (item === 0) throw new Error('broken');
      ended.push(item);
    },
  });
  await expect(run).rejects.toThrow('broken');
  expect(ended).toEqual([1]);
});

test('an error in reading ahead ends the run, too', async () => {
  const fake = new FakeClock();
  const worked: number[] = [];
  const run = runByRecipient({
    count: 10,
    concurrency: 2,
    clock: fake,
    signal: new AbortController().signal,
    readAhead: () => {
      throw new Error('broken');
    },
    recipientOf: async (item) => await Promise.resolve(String(item)),
    work: async (item, begun) => {
      begun();
      await fake.sleep(10);
      worked.push(item);
    },
  });
  const ended = expect(run).rejects.toThrow('broken');
  await fake.pass(1000);
  await ended;
  expect(worked).toEqual([0, 1]);
});
