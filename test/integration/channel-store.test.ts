import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import fc from 'fast-check';

import type { ChannelStore, HeardStatus } from '../../nodes/shared/channel/channel-store';
import { LEASE_MS, TRY_AFTER_MS } from '../../nodes/shared/channel/channel-store';
import { HEARD_RANK, heardRank } from '../../nodes/shared/channel/redis-heard';
import { MemoryStore } from '../../nodes/shared/channel/memory-store';
import type { RedisLink } from '../../nodes/shared/channel/redis-link';
import { RedisTrouble } from '../../nodes/shared/channel/redis-link';
import { RedisStore } from '../../nodes/shared/channel/redis-store';
import { useRedis } from './use-redis';

// So that neither a dead holder's turn nor a closed channel's next try need be waited for so long.
jest.mock('../../nodes/shared/channel/channel-store', () => ({
  ...jest.requireActual<object>('../../nodes/shared/channel/channel-store'),
  LEASE_MS: 800,
  TRY_AFTER_MS: 1_000,
}));

const redis = useRedis();

const newChannel = () => `https://api.1msg.io ${randomUUID()}`;
const ANA = '12025550111@c.us';
const BEN = '12025550122@c.us';

const clock = { behind: 0, now: () => Date.now() - clock.behind };
beforeEach(() => void (clock.behind = 0));

/** Waits as a sender does. @returns when it passed, by the store's clock */
async function passed(store: ChannelStore, lanes: Array<{ name: string; interval: number }>) {
  const came = Date.now();
  for (;;) {
    const passage = await store.pass(lanes, came);
    if ('at' in passage) return passage.at;
    await sleep(passage.wait);
  }
}

/** Waits for the turn as a sender does. */
async function entered(store: ChannelStore, person: string, token: string, cameAt = Date.now()) {
  for (;;) {
    const wait = await store.enter(person, { token, cameAt });
    if (wait === 0) return;
    await sleep(wait);
  }
}

const gaps = (times: number[]): number[] => {
  const sorted = [...times].sort((a, b) => a - b);
  return sorted.slice(1).map((time, index) => time - sorted[index]!);
};

const span = (times: number[]) => Math.max(...times) - Math.min(...times);

const statusOf = fc.record(
  {
    status: fc.constantFrom(...(Object.keys(HEARD_RANK) as Array<HeardStatus['status']>)),
    receivedAt: fc.integer({ min: 0, max: 2e12 }),
    timestamp: fc.integer({ min: 0, max: 2e12 }),
    code: fc.integer({ min: 0, max: 999_999 }),
    reason: fc.integer({ min: 0, max: 9 }),
  },
  { requiredKeys: ['status', 'receivedAt'] },
);

describe.each<[string, () => ChannelStore]>([
  ['memory', () => new MemoryStore(clock)],
  ['Redis', () => new RedisStore(redis.link(), newChannel())],
])('a channel kept in %s', (_where, create) => {
  let store: ChannelStore;
  beforeEach(() => {
    store = create();
  });

  const slowed = async (at: number, wait = 0) => {
    await store.tooFast(at, wait);
    const passage = await store.pass([], Date.now());
    return 'at' in passage ? passage.at : undefined;
  };

  test('without a limit everything passes at once', async () => {
    for (let message = 0; message < 20; message++)
      expect(await store.pass([{ name: '', interval: 0 }], Date.now())).toHaveProperty('at');
  });

  test('messages keep their pace', async () => {
    const times = await Promise.all(
      Array.from({ length: 11 }, () => passed(store, [{ name: '', interval: 40 }])),
    );
    expect(span(times)).toBeGreaterThan(360);
    expect(span(times)).toBeLessThan(2_000);
  });

  test('the pace of a node is its own, and the one of the channel is for all', async () => {
    const slow = { name: 'slow', interval: 100 };
    const quick = { name: 'quick', interval: 0 };
    const channel = { name: '', interval: 20 };
    const [slows, all] = await Promise.all([
      Promise.all(Array.from({ length: 4 }, () => passed(store, [channel, slow]))),
      Promise.all(Array.from({ length: 10 }, () => passed(store, [quick, channel]))),
    ]);
    expect(span(slows)).toBeGreaterThan(270);
    expect(span(all)).toBeLessThan(span(slows));
    expect(span([...slows, ...all])).toBeGreaterThan(230);
  });

  test('a message that waits reserves nothing', async () => {
    const lanes = [{ name: '', interval: 1000 }];
    await store.pass(lanes, Date.now());
    const first = await store.pass(lanes, Date.now());
    const second = await store.pass(lanes, Date.now());
    expect([first, second]).toEqual([
      { wait: expect.any(Number) as number, closed: 0 },
      { wait: expect.any(Number) as number, closed: 0 },
    ]);
    expect('wait' in second && second.wait).toBeLessThanOrEqual(1000);
  });

  test('a late timer costs no pace, and many late ones make no burst', async () => {
    const lanes = [{ name: '', interval: 400 }];
    const came = Date.now();
    await store.pass(lanes, came);
    await sleep(500);
    expect(await store.pass(lanes, came)).toHaveProperty('at');
    const next = await store.pass(lanes, came);
    // 100 ms late: so much sooner may the next one pass.
    expect('wait' in next && next.wait).toBeLessThan(310);
    await sleep(2_000);
    const burst = [];
    for (let message = 0; message < 5; message++) burst.push(await store.pass(lanes, came));
    expect(burst.filter((passage) => 'at' in passage).length).toBeLessThanOrEqual(2);
  });

  test.each([-3_600_000, 3_600_000])(
    'a message that came %d ms from now neither bursts nor waits for ever',
    async (offset) => {
      const lanes = [{ name: '', interval: 200 }];
      const passages = [];
      for (let message = 0; message < 4; message++)
        passages.push(await store.pass(lanes, Date.now() + offset));
      const count = passages.filter((passage) => 'at' in passage).length;
      expect(count).toBeGreaterThanOrEqual(1);
      expect(count).toBeLessThanOrEqual(2);
      expect('wait' in passages[3]! && passages[3].wait).toBeLessThanOrEqual(200);
    },
  );

  test('a clock that is set back by an hour has nobody wait for an hour', async () => {
    const lanes = [
      { name: '', interval: 50 },
      { name: 'node', interval: 50 },
    ];
    const first = await passed(store, lanes);
    await store.tooFast(first, 100);
    if (store instanceof MemoryStore) clock.behind = 3_600_000;
    else
      for (const key of await redis.admin.keys('n8n-1msg:*'))
        for (const [field, at] of Object.entries(await redis.admin.hgetall(key)))
          if (Number(at) > 1e15) await redis.admin.hset(key, field, Number(at) + 3.6e9);
    const times = [];
    for (let message = 0; message < 3; message++) times.push(await passed(store, lanes));
    // It keeps its pace.
    for (const gap of gaps(times)) expect(gap).toBeGreaterThan(40);
    const slowed = await store.pass(lanes, Date.now());
    expect('wait' in slowed && slowed.wait).toBeLessThanOrEqual(5_000);
  });

  test('what came to nothing lets the next one pass, unless another one has passed since', async () => {
    const lanes = [{ name: '', interval: 300 }];
    const first = await store.pass(lanes, Date.now());
    if (!('at' in first)) throw new Error('had to wait');
    await store.giveBack(lanes, first.at);
    const second = await store.pass(lanes, Date.now());
    expect(second).toHaveProperty('at');
    await store.giveBack(lanes, first.at);
    expect(await store.pass(lanes, Date.now())).toHaveProperty('wait');
  });

  test('after a complaint nobody passes for the time that was asked, then more slowly', async () => {
    const first = await store.pass([], Date.now());
    if (!('at' in first)) throw new Error('had to wait');
    await store.tooFast(first.at, 1_000);
    const closed = await store.pass([{ name: 'any node', interval: 0 }], Date.now());
    if (!('wait' in closed)) throw new Error('passed');
    expect(closed.closed).toBeGreaterThan(500);
    expect(closed.wait).toBeLessThanOrEqual(1_000);
    const times = await Promise.all([1, 2, 3].map(() => passed(store, [])));
    for (const gap of gaps(times)) expect(gap).toBeGreaterThan(75);
  });

  test('of messages that were under way together only the first slows the others down', async () => {
    const passages = [];
    for (let message = 0; message < 10; message++) passages.push(await store.pass([], Date.now()));
    await sleep(2);
    for (const passage of passages) if ('at' in passage) await slowed(passage.at);
    await sleep(150);
    await store.pass([], Date.now());
    const next = await store.pass([], Date.now());
    expect('wait' in next && next.wait).toBeLessThanOrEqual(100);
  });

  test('messages that are taken bring the pace back', async () => {
    const first = await store.pass([], Date.now());
    await store.tooFast('at' in first ? first.at : 0, 0);
    for (let message = 0; message < 60; message++) await store.taken(0);
    await sleep(110);
    for (let message = 0; message < 3; message++)
      expect(await store.pass([], Date.now())).toHaveProperty('at');
  });

  test('a provider that closes for a year is asked again after a day', async () => {
    const first = await store.pass([], Date.now());
    await store.tooFast('at' in first ? first.at : 0, 365 * 24 * 3_600_000);
    const closed = await store.pass([], Date.now());
    expect('closed' in closed && closed.closed).toBeGreaterThan(23 * 3_600_000);
    expect('closed' in closed && closed.closed).toBeLessThanOrEqual(24 * 3_600_000);
  });

  test('a channel that is closed for long is tried with one message at a time, and open when it takes that', async () => {
    const ask = async () => await store.pass([], Date.now());
    const first = await ask();
    await sleep(5);
    await store.tooFast('at' in first ? first.at : 0, 3_600_000);
    expect(await ask()).toHaveProperty('closed');
    await store.taken('at' in first ? first.at : 0);
    expect(await ask()).toHaveProperty('closed');
    await sleep(TRY_AFTER_MS + 20);
    const skipped = await ask();
    expect(await ask()).toHaveProperty('closed');
    await store.giveBack([], 'at' in skipped ? skipped.at : 0);
    const tried = await ask();
    expect(tried).toHaveProperty('at');
    const closed = await ask();
    expect('closed' in closed && closed.closed).toBeGreaterThan(3_000_000);
    expect('wait' in closed && closed.wait).toBeLessThanOrEqual(TRY_AFTER_MS);
    await store.taken('at' in tried ? tried.at : 0);
    await sleep(250);
    expect(await ask()).toHaveProperty('at');
  });

  test('a pace of less than one message a century neither fails nor overflows', async () => {
    const lanes = [{ name: '', interval: 1e303 }];
    expect(await store.pass(lanes, Date.now())).toHaveProperty('at');
    const second = await store.pass(lanes, Date.now());
    expect('wait' in second && second.wait).toBeGreaterThan(3_600_000);
  });

  test('one person has one turn at a time, in the order of arrival; others have theirs', async () => {
    await entered(store, ANA, 'first');
    const base = Date.now();
    expect(await store.enter(ANA, { token: 'third', cameAt: base + 2 })).toBeGreaterThan(0);
    expect(await store.enter(ANA, { token: 'second', cameAt: base + 1 })).toBeGreaterThan(0);
    expect(await store.enter(BEN, { token: 'other', cameAt: base + 3 })).toBe(0);
    expect(await store.enter(ANA, { token: 'first', cameAt: base })).toBe(0);
    await store.leave(ANA, 'first');
    // Who comes now does not get before those who wait.
    expect(await store.enter(ANA, { token: 'fourth', cameAt: base + 3 })).toBeGreaterThan(0);
    expect(await store.enter(ANA, { token: 'third', cameAt: base + 2 })).toBeGreaterThan(0);
    expect(await store.enter(ANA, { token: 'second', cameAt: base + 1 })).toBe(0);
    await store.leave(ANA, 'third');
    await store.leave(ANA, 'second');
    expect(await store.enter(ANA, { token: 'fourth', cameAt: base + 3 })).toBe(0);
  });

  test('who is next asks again soon, and who is far back more seldom', async () => {
    const waits = [];
    for (let place = 0; place < 8; place++)
      waits.push(await store.enter(ANA, { token: `${place}`, cameAt: Date.now() }));
    expect(waits.slice(0, 3)).toEqual([0, 20, 40]);
    expect(waits.at(-1)).toBe(100);
  });

  test('a holder that says nothing any more loses its turn, and one that renews keeps it', async () => {
    await entered(store, ANA, 'dead');
    await entered(store, BEN, 'alive');
    expect(await store.enter(ANA, { token: 'gone', cameAt: Date.now() - 10 })).toBeGreaterThan(0);
    await store.enter(ANA, { token: 'next', cameAt: Date.now() });
    await store.enter(BEN, { token: 'next', cameAt: Date.now() });
    for (let passedMs = 0; passedMs < LEASE_MS * 1.2; passedMs += 100) {
      await sleep(100);
      await store.renew([
        { person: BEN, token: 'alive' },
        { person: ANA, token: 'next' },
      ]);
    }
    expect(await store.enter(BEN, { token: 'next', cameAt: Date.now() })).toBeGreaterThan(0);
    expect(await store.enter(ANA, { token: 'next', cameAt: Date.now() })).toBe(0);
  });

  test('many who want one turn at the same moment get it one after another', async () => {
    let inside = 0;
    let most = 0;
    const order: number[] = [];
    const came = Date.now();
    await Promise.all(
      Array.from({ length: 12 }, async (_, index) => {
        await entered(store, ANA, `token ${index}`, came + index);
        most = Math.max(most, ++inside);
        order.push(index);
        await sleep(2);
        inside--;
        await store.leave(ANA, `token ${index}`);
      }),
    );
    expect(most).toBe(1);
    expect(order).toEqual([...order].sort((a, b) => a - b));
  });

  test('a person who is held back has no turn, but for who has it; others have theirs', async () => {
    await entered(store, ANA, 'holder');
    await store.holdBack(ANA, 600);
    await store.holdBack(ANA, 10); // the longer one counts
    expect(await store.enter(ANA, { token: 'holder', cameAt: Date.now() })).toBe(0);
    expect(await store.enter(BEN, { token: 'other', cameAt: Date.now() })).toBe(0);
    await store.leave(ANA, 'holder');
    const base = Date.now();
    const wait = await store.enter(ANA, { token: 'first', cameAt: base });
    expect(wait).toBeGreaterThan(400);
    expect(wait).toBeLessThanOrEqual(600);
    expect(await store.enter(ANA, { token: 'second', cameAt: base + 1 })).toBeGreaterThan(0);
    await sleep(610);
    expect(await store.enter(ANA, { token: 'second', cameAt: base + 1 })).toBeGreaterThan(0);
    expect(await store.enter(ANA, { token: 'first', cameAt: base })).toBe(0);
  });

  test('a person who is held back for long is asked for now and then', async () => {
    await store.holdBack(ANA, 365 * 24 * 3_600_000);
    expect(await store.enter(ANA, { token: 'a', cameAt: Date.now() })).toBe(1_000);
  });

  test('a message is one send’s', async () => {
    expect(await store.own('wamid.1')).toBe(true);
    expect(await store.own('wamid.1')).toBe(false);
    await entered(store, ANA, 'a');
    await store.leave(ANA, 'a', { id: 'wamid.2' });
    expect(await store.own('wamid.2')).toBe(false);
    expect(await store.others(ANA, ['wamid.1', 'wamid.2', 'wamid.3'])).toEqual({
      claimed: ['wamid.1', 'wamid.2'],
      open: false,
    });
    expect(await store.others(BEN, [])).toEqual({ claimed: [], open: false });
  });

  test('the latest time that a person wrote is kept', async () => {
    expect(await store.lastWrote(ANA)).toBeUndefined();
    await store.hear([{ id: 'wamid.1', status: 'sent', receivedAt: 1 }], [{ person: ANA, at: 20 }]);
    await store.hear(
      [],
      [
        { person: ANA, at: 10 },
        { person: BEN, at: 5 },
        { person: BEN, at: NaN },
      ],
    );
    expect([await store.lastWrote(ANA), await store.lastWrote(BEN)]).toEqual([20, 5]);
  });

  test('a trigger is known until the last one is there no more', async () => {
    for (const name of ['one', 'other', 'one']) await store.hear([], [], name);
    await store.forgetTrigger('one');
    await store.forgetTrigger('one');
    expect(await store.hasTrigger()).toBe(true);
    await store.forgetTrigger('other');
    await store.forgetTrigger('never there');
    expect(await store.hasTrigger()).toBe(false);
    await store.hear([], [], 'one');
    expect(await store.hasTrigger()).toBe(true);
  });

  test('a trigger is known once it has told something', async () => {
    expect(await store.hasTrigger()).toBe(false);
    await store.hear([], []);
    expect(await store.hasTrigger()).toBe(true);
  });
});

test('a person is held back for ten minutes at most, and an hour is no reason to forget a queue', async () => {
  const store = new MemoryStore({ now: () => time });
  let time = 0;
  store.holdBack(ANA, 3_600_000);
  time = 599_999;
  expect(store.heldBackFor(ANA)).toBe(1);
  time = 600_000;
  expect(store.enter(ANA, { token: 'a', cameAt: 0 })).toBe(0);
  await redis.admin.flushall();
  await new RedisStore(redis.link(), newChannel()).holdBack(ANA, 3_600_000);
  const [held] = await redis.admin.keys('*');
  expect(await redis.admin.pttl(held!)).toBeLessThanOrEqual(600_000);
});

describe('statuses in Redis', () => {
  const store = () => new RedisStore(redis.link(), newChannel());

  test('of the statuses that were heard the furthest counts, whatever their order', async () => {
    const heard = store();
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(statusOf, { maxLength: 3 }), { minLength: 1, maxLength: 4 }),
        async (requests) => {
          const id = randomUUID();
          for (const statuses of requests)
            await heard.hear(
              statuses.map((status) => ({ id, ...status })),
              [],
            );
          const all = requests.flat();
          const furthest = Math.max(0, ...all.map(heardRank));
          const expected = all.find((each) => heardRank(each) === furthest);
          const wasSent =
            expected?.status === 'failed' && all.some(({ status }) => status !== 'failed');
          expect(await heard.heard([id, randomUUID()])).toEqual([
            expected && { ...expected, ...(wasSent && { wasSent }) },
            undefined,
          ]);
        },
      ),
      { numRuns: 50 },
    );
    expect(await heard.heard([])).toEqual([]);
  });

  test.each([
    ['before', false],
    ['after', true],
  ])(
    'of a failure that is told twice the reason counts, told %s the other one',
    async (_, last) => {
      const heard = store();
      const bare = { id: 'wamid.1', status: 'failed', receivedAt: 1, reason: 0 } as const;
      const told = { ...bare, receivedAt: 2, reason: 1 };
      await heard.hear([{ id: 'wamid.1', status: 'sent', receivedAt: 0 }], []);
      for (const each of last ? [bare, told, bare] : [told, bare]) await heard.hear([each], []);
      expect(await heard.heard(['wamid.1'])).toEqual([
        { status: 'failed', receivedAt: 2, reason: 1, wasSent: true },
      ]);
    },
  );
});

describe('a channel that processes share in Redis', () => {
  const stores = (count: number) => {
    const channel = newChannel();
    return Array.from({ length: count }, () => new RedisStore(redis.link(), channel));
  };

  test('they keep one pace, in the channel and in a node’s lane', async () => {
    const lanes = [
      { name: '', interval: 20 },
      { name: 'node', interval: 40 },
    ];
    const times = await Promise.all(
      stores(2).flatMap((store) => Array.from({ length: 5 }, () => passed(store, lanes))),
    );
    expect(span(times)).toBeGreaterThan(9 * 40 - 40);
    expect(span(times)).toBeLessThan(9 * 40 + 500);
  });

  test('whatever their clocks say, nobody passes sooner or later, and nobody waits for ever', async () => {
    const channel = newChannel();
    const behind = new RedisStore(redis.link(), channel, () => Date.now() - 3_600_000);
    const ahead = new RedisStore(redis.link(), channel, () => Date.now() + 3_600_000);
    const lanes = [{ name: '', interval: 1_000 }];
    expect(await behind.pass(lanes, Date.now() - 3_600_000)).toHaveProperty('at');
    const wait = await ahead.pass(lanes, Date.now() + 3_600_000);
    expect('wait' in wait && wait.wait).toBeLessThanOrEqual(1_000);
    expect('wait' in wait && wait.wait).toBeGreaterThan(500);
    await entered(ahead, ANA, 'holder', Date.now() + 3_600_000);
    // It came first, though its clock says an hour later.
    await ahead.enter(ANA, { token: 'first', cameAt: Date.now() + 3_600_000 });
    await sleep(20);
    await behind.enter(ANA, { token: 'second', cameAt: Date.now() - 3_600_000 });
    await ahead.leave(ANA, 'holder');
    expect(await behind.enter(ANA, { token: 'second', cameAt: 0 })).toBeGreaterThan(0);
    expect(await ahead.enter(ANA, { token: 'first', cameAt: 0 })).toBe(0);
  });

  test('a complaint that one of them hears closes the channel for all, and only that channel', async () => {
    const [one, other] = stores(2) as [RedisStore, RedisStore];
    const first = await one.pass([], Date.now());
    await one.tooFast('at' in first ? first.at : 0, 5_000);
    const closed = await other.pass([{ name: 'node', interval: 0 }], Date.now());
    expect('closed' in closed && closed.closed).toBeGreaterThan(4_000);
    expect(await stores(1)[0]!.pass([], Date.now())).toHaveProperty('at');
  });

  test('a person whom one of them holds back is held back for all', async () => {
    const [one, other] = stores(2) as [RedisStore, RedisStore];
    await one.holdBack(ANA, 5_000);
    expect(await other.enter(ANA, { token: 'a', cameAt: Date.now() })).toBe(1_000);
    expect(await other.enter(BEN, { token: 'b', cameAt: Date.now() })).toBe(0);
    expect(await stores(1)[0]!.enter(ANA, { token: 'a', cameAt: Date.now() })).toBe(0);
  });

  test('a trigger that says nothing for a week is forgotten, and no more than 1,000 are known', async () => {
    await redis.admin.flushall();
    const [store] = stores(1) as [RedisStore];
    await store.hear([], [], 'quiet');
    const [key] = await redis.admin.keys('*');
    const [quiet] = await redis.admin.zrange(key!, 0, 0);
    const [seconds] = await redis.admin.time();
    await redis.admin.zadd(key!, (Number(seconds) - 1) * 1e6, quiet!);
    expect(await store.hasTrigger()).toBe(false);
    for (let node = 0; node < 1_010; node++) await store.hear([], [], `node ${node}`);
    expect(await redis.admin.zcard(key!)).toBe(1_000);
  });

  test('turns go in the order of arrival over processes', async () => {
    const [one, other] = stores(2) as [RedisStore, RedisStore];
    await entered(one, ANA, 'holder');
    const came = Date.now();
    const order: number[] = [];
    const waiting = Array.from({ length: 8 }, async (_, index) => {
      const store = index % 2 ? one : other;
      await entered(store, ANA, `token ${index}`, came + index);
      order.push(index);
      await store.leave(ANA, `token ${index}`);
    });
    await sleep(30);
    await one.leave(ANA, 'holder');
    await Promise.all(waiting);
    expect(order).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  });

  test('a send whose process died is open to the others, until it tells what became of it', async () => {
    const [dying, other] = stores(2) as [RedisStore, RedisStore];
    await entered(dying, ANA, 'dying');
    expect((await other.others(ANA, [])).open).toBe(false);
    await sleep(LEASE_MS + 50);
    expect((await other.others(ANA, [])).open).toBe(true);
    expect(await other.enter(ANA, { token: 'next', cameAt: Date.now() })).toBe(0);
    expect((await other.others(ANA, [])).open).toBe(true);
    await dying.leave(ANA, 'dying', { id: 'wamid.late' });
    expect(await other.others(ANA, ['wamid.late'])).toEqual({
      claimed: ['wamid.late'],
      open: false,
    });
    // The turn is another's by now.
    expect(await dying.enter(ANA, { token: 'third', cameAt: Date.now() })).toBeGreaterThan(0);
  });

  test('a send of which nobody knows what became is open to the others', async () => {
    const [one, other] = stores(2) as [RedisStore, RedisStore];
    await entered(one, ANA, 'a');
    await one.leave(ANA, 'a', { open: true });
    expect((await other.others(ANA, [])).open).toBe(true);
    expect((await other.others(BEN, [])).open).toBe(false);
  });
});

describe('send-once keys in Redis', () => {
  const stores = (count: number) =>
    Array.from({ length: count }, () => new RedisStore(redis.link(), newChannel()));
  const newKey = () => JSON.stringify([randomUUID(), 'Send File', 'TKT-2048']);

  test('of 200 claims of one key over two connections one wins', async () => {
    const both = stores(2);
    const key = newKey();
    const won = await Promise.all(Array.from({ length: 200 }, (_, i) => both[i % 2]!.claim(key)));
    expect(won.filter(Boolean)).toHaveLength(1);
  });

  test('of 60 keys at the same moment over four connections none is lost', async () => {
    const all = stores(4);
    const keys = Array.from({ length: 60 }, newKey);
    const claim = () => Promise.all(keys.map((key, index) => all[index % 4]!.claim(key)));
    expect(await claim()).toEqual(keys.map(() => true));
    expect(await Promise.all(keys.map((key, index) => all[(index + 1) % 4]!.claim(key)))).toEqual(
      keys.map(() => false),
    );
  });

  test('a key that was released is free, and only who claimed it can release it', async () => {
    const [one, other] = stores(2) as [RedisStore, RedisStore];
    const key = newKey();
    await one.claim(key);
    await other.release(key);
    expect(await other.claim(key)).toBe(false);
    await one.release(key);
    expect(await other.claim(key)).toBe(true);
  });

  test('for any sequence of claims and releases, a key is somebody’s or nobody’s', async () => {
    const both = stores(2);
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.record({ by: fc.nat(1), key: fc.nat(2), claims: fc.boolean() })),
        async (steps) => {
          const keys = [newKey(), newKey(), newKey()];
          const owners = new Map<number, number>();
          for (const { by, key, claims } of steps) {
            if (claims) {
              expect(await both[by]!.claim(keys[key]!)).toBe(!owners.has(key));
              if (!owners.has(key)) owners.set(key, by);
            } else {
              await both[by]!.release(keys[key]!);
              if (owners.get(key) === by) owners.delete(key);
            }
          }
        },
      ),
      { numRuns: 30 },
    );
  });

  test.each(['before', 'after'])(
    'a failure heard %s the send is noted frees its key, once',
    async (when) => {
      const channel = newChannel();
      const sender = new RedisStore(redis.link(), channel);
      const trigger = new RedisStore(redis.link(), channel);
      const key = newKey();
      const failed = { id: 'wamid.1', status: 'failed', receivedAt: 1, code: 131047 } as const;
      await sender.claim(key);
      await entered(sender, ANA, 'a');
      if (when === 'before') await trigger.hear([failed], []);
      await sender.leave(ANA, 'a', { id: 'wamid.1', key });
      if (when === 'after') await trigger.hear([failed], []);
      expect(await sender.claim(key)).toBe(true);
      await sender.leave(ANA, 'b', { id: 'wamid.2', key });
      await trigger.hear([failed, { ...failed, id: 'wamid.3' }], []);
      expect(await sender.claim(key)).toBe(false);
      expect(await sender.own('wamid.1')).toBe(false);
    },
  );

  test('a claim is given back or freed by its own failure only, not by what was sent with the key before', async () => {
    const [store] = stores(1) as [RedisStore];
    const key = newKey();
    const failed = { id: 'wamid.1', status: 'failed', receivedAt: 1, code: 131047 } as const;
    await store.claim(key, 'first');
    await store.leave(ANA, 'a', { id: 'wamid.1', key, claim: 'first' });
    // It was learned elsewhere that it has failed: its place is taken before the trigger hears of it.
    await store.release(key, 'first');
    expect(await store.claim(key, 'second')).toBe(true);
    await store.hear([failed], []);
    expect(await store.claim(key, 'third')).toBe(false);
    await store.release(key, 'first');
    expect(await store.claim(key, 'third')).toBe(false);
    await store.leave(ANA, 'b', { id: 'wamid.1', key, claim: 'first' });
    expect(await store.claim(key, 'third')).toBe(false);
    await store.leave(ANA, 'c', { id: 'wamid.2', key, claim: 'second' });
    await store.hear([{ ...failed, id: 'wamid.2' }], []);
    expect(await store.claim(key, 'third')).toBe(true);
  });

  test('another channel’s message of the same ID frees nothing', async () => {
    const [sender, other] = stores(2) as [RedisStore, RedisStore];
    const key = newKey();
    await sender.claim(key);
    await sender.leave(ANA, 'a', { id: 'wamid.1', key });
    await other.hear([{ id: 'wamid.1', status: 'failed', receivedAt: 1 }], []);
    expect(await sender.claim(key)).toBe(false);
  });

  /** Does what it is asked; the answer gets lost as long as the test wants. */
  class LossyLink implements Pick<RedisLink, 'run' | 'runSoon'> {
    loses: 'nothing' | 'answers' | 'requests' = 'nothing';
    private readonly link = redis.link();
    private delay: { begin: () => void; end: Promise<void> } | undefined;
    /** Keeps back what is freed next, as when Redis did not know the script yet. */
    delayNext() {
      let begin = () => {};
      let goOn = () => {};
      const begun = new Promise<void>((resolve) => (begin = resolve));
      this.delay = { begin, end: new Promise<void>((resolve) => (goOn = resolve)) };
      return { begun, goOn: () => goOn() };
    }
    async runSoon(...args: Parameters<RedisLink['run']>) {
      return await this.run(...args);
    }
    async run(...args: Parameters<RedisLink['run']>) {
      const { delay } = this;
      if (delay && args[0].lua.includes("'DEL', KEYS[i]")) {
        this.delay = undefined;
        delay.begin();
        await delay.end;
      }
      if (this.loses === 'requests') throw new RedisTrouble('the connection was lost', true);
      const answer = await this.link.run(...args);
      if (this.loses === 'answers') throw new RedisTrouble('the connection was lost', false);
      return answer;
    }
  }

  test('a claim whose answer was lost is nobody’s: its item was not sent', async () => {
    const link = new LossyLink();
    const store = new RedisStore(link, newChannel());
    const [first, second] = [newKey(), newKey()];
    link.loses = 'answers';
    await expect(store.claim(first)).rejects.toThrow(RedisTrouble);
    await expect(store.claim(second)).rejects.toThrow(RedisTrouble);
    link.loses = 'nothing';
    expect(await store.claim(first)).toBe(true);
    expect(await stores(1)[0]!.claim(second)).toBe(true);
    expect(await store.claim(first)).toBe(false);
  });

  test('a release that comes late frees no newer claim of the process', async () => {
    const link = new LossyLink();
    const store = new RedisStore(link, newChannel());
    const key = newKey();
    link.loses = 'answers';
    await expect(store.claim(key, 'first')).rejects.toThrow(RedisTrouble);
    await expect(store.claim(key, 'second')).rejects.toThrow(RedisTrouble);
    link.loses = 'nothing';
    const late = link.delayNext();
    const noticed = store.hasTrigger(); // and then what is owed is made up for
    await late.begun;
    expect(await store.claim(key, 'third')).toBe(true);
    late.goOn();
    await noticed;
    expect(await stores(1)[0]!.claim(key, 'fourth')).toBe(false);
  });

  test.each(
    (['requests', 'answers'] as const).flatMap((loses) =>
      (['sender', 'trigger'] as const).map((whose) => [loses, whose] as const),
    ),
  )(
    'a failure frees its key though Redis, as %s got lost, was told by the %s when it was back',
    async (loses, whose) => {
      const links = { sender: new LossyLink(), trigger: new LossyLink() };
      const channel = newChannel();
      const [sender, trigger] = [links.sender, links.trigger].map(
        (link) => new RedisStore(link, channel),
      ) as [RedisStore, RedisStore];
      const key = newKey();
      await sender.claim(key, 'first');
      if (whose === 'sender') links.sender.loses = loses;
      const noted = sender.leave(ANA, 'a', { id: 'wamid.1', key, claim: 'first' });
      await noted.catch(() => undefined);
      links.sender.loses = 'nothing';
      if (whose === 'sender') await sender.hasTrigger();
      else links.trigger.loses = loses;
      const failed = { id: 'wamid.1', status: 'failed', receivedAt: 1 } as const;
      await trigger.hear([failed], []).catch(() => undefined);
      links.trigger.loses = 'nothing';
      await trigger.hear([{ id: 'wamid.2', status: 'sent', receivedAt: 1 }], []);
      await trigger.hasTrigger(); // comes behind what was told before it
      expect(await sender.claim(key, 'second')).toBe(true);
      await trigger.hear([failed], []);
      expect(await sender.claim(key, 'third')).toBe(false);
    },
  );

  test.each<[string, (store: RedisStore) => Promise<unknown>]>([
    ['is asked something', async (store) => await store.hasTrigger()],
    [
      'is told of an event',
      async (store) =>
        await store.hear([{ id: 'wamid.1', status: 'delivered', receivedAt: 1 }], []),
    ],
  ])('a release that Redis could not be told of is made up for when it %s', async (_, use) => {
    const link = new LossyLink();
    const store = new RedisStore(link, newChannel());
    const key = newKey();
    await store.claim(key);
    link.loses = 'requests';
    await expect(store.release(key)).rejects.toThrow(RedisTrouble);
    link.loses = 'nothing';
    await use(store);
    expect(await stores(1)[0]!.claim(key)).toBe(true);
  });
});

describe('a message without a pace', () => {
  const ticket = () => ({ token: randomUUID(), cameAt: Date.now() });
  let time: number;
  let asked: number;

  /** One that counts its questions, and whose time goes on only here. */
  const storeOf = (channel: string) => {
    const link = redis.link();
    time = Date.now();
    asked = 0;
    const counted: Pick<RedisLink, 'run' | 'runSoon'> = {
      run: async (...question) => {
        asked++;
        return await link.run(...question);
      },
      runSoon: async (...question) => await link.runSoon(...question),
    };
    return new RedisStore(counted, channel, () => time);
  };

  test('passes without a question, where nothing held it back when it got its turn', async () => {
    const store = storeOf(newChannel());
    await store.enter(ANA, ticket());
    expect(await store.pass([], time)).toHaveProperty('at');
    expect(await store.pass([{ name: '', interval: 0 }], time)).toHaveProperty('at');
    expect(asked).toBe(1);
    await store.pass([{ name: 'node', interval: 5 }], time);
    expect(asked).toBe(2);
    time += 21;
    expect(await store.pass([], time)).toHaveProperty('at');
    expect(asked).toBe(3);
  });

  test.each<[string, (other: RedisStore) => Promise<unknown>, 'wait' | 'at']>([
    ['is closed', async (other) => await other.tooFast(Date.now() + 1000, 5000), 'wait'],
    ['is slow', async (other) => await other.tooFast(Date.now() + 1000, 0), 'at'],
    [
      'has a pace',
      async (other) => await other.pass([{ name: '', interval: 9999 }], Date.now()),
      'wait',
    ],
  ])('asks where another process said that the channel %s', async (_how, say, told) => {
    const channel = newChannel();
    const [store, other] = [storeOf(channel), new RedisStore(redis.link(), channel)];
    await store.enter(ANA, ticket());
    expect(await store.pass([], time)).toHaveProperty('at');
    await say(other);
    await store.enter(BEN, ticket());
    expect(await store.pass([], time)).toHaveProperty(told);
    expect(asked).toBe(3);
  });

  test('asks once this process itself was told that messages come too fast', async () => {
    const store = storeOf(newChannel());
    await store.enter(ANA, ticket());
    await store.tooFast(Date.now() + 1000, 5000);
    expect(await store.pass([], time)).toHaveProperty('wait');
  });
});

test('what nobody waits for goes out with the next question and before it, or by itself', async () => {
  const channel = newChannel();
  const store = new RedisStore(redis.link(), channel);
  const [first, second, third] = ['1', '2', '3'].map((token) => ({ token, cameAt: Date.now() }));
  await store.enter(ANA, first!);
  const left = store.leave(ANA, '1');
  expect(await store.enter(ANA, second!)).toBe(0);
  await left;
  await store.leave(ANA, '2');
  expect(await new RedisStore(redis.link(), channel).enter(ANA, third!)).toBe(0);
});

describe('what stands in Redis', () => {
  const SECRETS = ['ODI371267300', '12025550111', 'wamid', 'TKT-2048', 'Send File', '1msg.io'];

  test('has our prefix and a time to live, and says nothing about anybody', async () => {
    await redis.admin.flushall();
    const store = new RedisStore(redis.link(), 'https://api.1msg.io ODI371267300');
    const key = JSON.stringify(['workflow', 'Send File', 'TKT-2048']);
    const lanes = [
      { name: '', interval: 5 },
      { name: 'Send File', interval: 5 },
    ];
    const passage = await store.pass(lanes, Date.now());
    await store.giveBack(lanes, 'at' in passage ? passage.at : 0);
    await store.tooFast('at' in passage ? passage.at : 0, 10);
    await store.taken('at' in passage ? passage.at : 0);
    for (const token of [randomUUID(), randomUUID(), randomUUID()])
      await store.enter(ANA, { token, cameAt: Date.now() });
    await store.enter(BEN, { token: 'b', cameAt: Date.now() });
    await store.claim(key);
    await store.leave(BEN, 'b', { id: 'wamid.1', key, open: true });
    await store.own('wamid.2');
    await store.hear(
      [{ id: 'wamid.3', status: 'failed', receivedAt: Date.now(), code: 131047, reason: 2 }],
      [{ person: ANA, at: Date.now() }],
    );
    await store.renew([{ person: ANA, token: 'x' }]);
    await store.holdBack(ANA, 600_000);

    const keys = await redis.admin.keys('*');
    const kinds = new Set(keys.map((name) => name.split(':')[1]));
    expect([...kinds].sort()).toEqual(
      'heard held lane once open own pace queue triggers turn wrote'.split(' '),
    );
    for (const name of keys) {
      expect(name).toMatch(/^n8n-1msg:[a-z]+:[\w-]{22}$/);
      const life = await redis.admin.pttl(name);
      expect(life).toBeGreaterThan(name.startsWith('n8n-1msg:held') ? 0 : 3_000_000);
      expect(life).toBeLessThanOrEqual(400 * 24 * 3_600_000);
      const kind = await redis.admin.type(name);
      const text = JSON.stringify(
        kind === 'string'
          ? await redis.admin.get(name)
          : kind === 'hash'
            ? await redis.admin.hgetall(name)
            : await redis.admin.zrange(name, 0, -1, 'WITHSCORES'),
      );
      for (const secret of SECRETS) {
        expect(name).not.toContain(secret);
        expect(text).not.toContain(secret);
      }
    }
  });

  test('is nothing of a person once its turn has been left', async () => {
    await redis.admin.flushall();
    const store = new RedisStore(redis.link(), newChannel());
    await entered(store, ANA, 'a');
    await store.enter(ANA, { token: 'b', cameAt: Date.now() });
    await store.leave(ANA, 'a');
    await store.leave(ANA, 'b');
    expect(await redis.admin.keys('*')).toEqual([]);
  });
});

test('the process’s memory stays limited with a million messages to a million people', () => {
  const store = new MemoryStore({ now: Date.now });
  for (let message = 0; message < 1_000_000; message++) {
    const person = `${message}@c.us`;
    const token = `token ${message}`;
    const lanes = [{ name: `node ${message % 5_000}`, interval: 0 }];
    store.enter(person, { token, cameAt: message });
    store.pass(lanes, message);
    store.own(`other ${message}`);
    const trigger = `workflow/${message}`;
    store.hear(
      [{ id: `wamid.${message}`, status: 'sent', receivedAt: 1 }],
      [{ person, at: 1 }],
      trigger,
    );
    store.holdBack(person, 1);
    // Some never leave.
    if (message % 3 > 0) store.leave(person, token, { id: `wamid.${message}` });
  }
  const sizes = Object.values(store)
    .filter((value) => value instanceof Map)
    .map(({ size }) => size);
  expect(sizes).toHaveLength(6);
  expect(Math.max(...sizes)).toBeLessThanOrEqual(50_000);
  expect(sizes.reduce((sum, size) => sum + size)).toBeLessThanOrEqual(82_000);
}, 120_000);
