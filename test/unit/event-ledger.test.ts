import { setTimeout as sleep } from 'node:timers/promises';
import { RedisLink, script } from '../../nodes/shared/channel/redis-link';

import type { Intake } from '../../nodes/shared/trigger/event-intake';
import type { Acknowledge } from './event-processes';
import { EventProcess } from './event-processes';
import { failureOf, messageOf, statusOf } from './events';
import { RedisServer } from './redis-server';

let redis: RedisServer;
let admin: RedisLink;
const processes: EventProcess[] = [];
let triggers = 0;

beforeAll(async () => {
  redis = await RedisServer.start();
  admin = new RedisLink(redis.url);
});
afterEach(async () => {
  await Promise.all(processes.splice(0).map((each) => each.close()));
});
afterAll(async () => {
  await admin.close();
  await redis.kill();
});

/** Two processes that a trigger's requests come to, in turn. */
type Pair = [EventProcess, EventProcess];

function started(...those: EventProcess[]): void {
  processes.push(...those);
}

/** In memory there is one process. */
const STORES: Array<[string, () => Pair]> = [
  [
    'memory',
    () => {
      const one = new EventProcess(`trigger ${++triggers}`);
      return [one, one];
    },
  ],
  [
    'Redis, one process',
    () => {
      const one = new EventProcess(`trigger ${++triggers}`, redis.url);
      started(one);
      return [one, one];
    },
  ],
  ['Redis, two processes', () => twoProcesses()],
];

function twoProcesses(): Pair {
  const trigger = `trigger ${++triggers}`;
  const pair: Pair = [new EventProcess(trigger, redis.url), new EventProcess(trigger, redis.url)];
  started(...pair);
  return pair;
}

const newsOf = (intake: Intake | undefined) =>
  intake?.news.map((event) => (event.event === 'status' ? event.status : event.event));

/** Long enough for whoever waits for nothing else. */
const SHORT_MS = 150;

async function isWaiting(promise: Promise<unknown>): Promise<boolean> {
  return await Promise.race([promise.then(() => false), sleep(SHORT_MS, true)]);
}

const sent = statusOf('wamid.1', 'sent');
const delivered = statusOf('wamid.1', 'delivered');
const other = statusOf('wamid.2', 'sent');

describe.each(STORES)('acknowledged when finished: %s', (_name, start) => {
  test('an event whose workflow has ended well is a duplicate', async () => {
    const [a, b] = start();
    (await a.take('finished', [sent]))?.settle(true);
    expect(await b.take('finished', [sent])).toMatchObject({ news: [], duplicate: 1, outdated: 0 });
  });

  test('an event whose workflow has failed is news', async () => {
    const [a, b] = start();
    (await a.take('finished', [sent]))?.settle(false);
    await sleep(SHORT_MS);
    expect(newsOf(await b.take('finished', [sent]))).toEqual(['sent']);
  });

  test('a repetition waits for the first one’s end, and starts nothing when that is good', async () => {
    const [a, b] = start();
    const first = await a.take('finished', [sent]);
    const again = b.take('finished', [sent]);
    expect(await isWaiting(again)).toBe(true);
    first?.settle(true);
    expect(await again).toMatchObject({ news: [], duplicate: 1 });
  });

  test('a repetition that waited for one that fails is to come again, and is news then', async () => {
    const [a, b] = start();
    const first = await a.take('finished', [sent]);
    const again = b.take('finished', [sent]);
    expect(await isWaiting(again)).toBe(true);
    first?.settle(false);
    expect(await again).toBeUndefined();
    expect(newsOf(await b.take('finished', [sent]))).toEqual(['sent']);
  });

  test('a repetition waits no longer than 20 seconds, and starts nothing', async () => {
    const [a, b] = start();
    const first = await a.take('finished', [sent]);
    expect(await b.take('finished', [sent])).toBeUndefined();
    first?.settle(true);
    await sleep(SHORT_MS);
    expect(await b.take('finished', [sent])).toMatchObject({ duplicate: 1 });
  });

  test('other statuses of the message start at the same time, lesser ones, too', async () => {
    const [a, b] = start();
    const first = await a.take('finished', [delivered]);
    const second = await b.take('finished', [sent]);
    expect(newsOf(second)).toEqual(['sent']);
    second?.settle(false);
    first?.settle(true);
    await sleep(SHORT_MS);
    expect(await a.take('finished', [delivered, sent])).toMatchObject({
      news: [sent],
      duplicate: 1,
    });
  });

  test('a request with news and with what is under way starts the news when the other has ended well', async () => {
    const [a, b] = start();
    const first = await a.take('finished', [sent]);
    const mixed = b.take('finished', [sent, other]);
    expect(await isWaiting(mixed)).toBe(true);
    first?.settle(true);
    expect(await mixed).toMatchObject({ news: [other], duplicate: 1 });
  });

  test('a request with news and with what is under way starts nothing when the other fails', async () => {
    const [a, b] = start();
    const first = await a.take('finished', [sent]);
    const mixed = b.take('finished', [sent, other]);
    expect(await isWaiting(mixed)).toBe(true);
    first?.settle(false);
    expect(await mixed).toBeUndefined();
    expect(newsOf(await a.take('finished', [sent, other]))).toEqual(['sent', 'sent']);
  });

  test('an event that is twice in a request starts once', async () => {
    const [a] = start();
    const twice = await a.take('finished', [sent, { ...sent }, messageOf('wamid.1')]);
    expect(twice).toMatchObject({ duplicate: 1 });
    expect(newsOf(twice)).toEqual(['sent', 'message']);
  });
});

describe.each(STORES)('acknowledged when received: %s', (_name, start) => {
  test('what one process has passed on is a duplicate, or outdated, to all', async () => {
    const [a, b] = start();
    (await a.take('received', [delivered]))?.settle(true);
    expect(await b.take('received', [delivered, sent])).toMatchObject({
      news: [],
      duplicate: 1,
      outdated: 1,
    });
    expect(newsOf(await b.take('received', [statusOf('wamid.1', 'failed')]))).toEqual(['failed']);
  });

  test('a repetition waits for the fate of the first, and takes its place when that failed', async () => {
    const [a, b] = start();
    const first = await a.take('received', [sent]);
    const again = b.take('received', [sent, other]);
    expect(await isWaiting(again)).toBe(true);
    first?.settle(false);
    expect(await again).toMatchObject({ news: [sent, other] });
  });

  test('a lesser status waits for the fate of the greater one', async () => {
    const [a, b] = start();
    const first = await a.take('received', [delivered]);
    const lesser = b.take('received', [sent]);
    expect(await isWaiting(lesser)).toBe(true);
    first?.settle(true);
    expect(await lesser).toMatchObject({ news: [], outdated: 1 });
  });

  test('requests about other messages do not wait', async () => {
    const [a, b] = start();
    await a.take('received', [sent]);
    expect(newsOf(await b.take('received', [other]))).toEqual(['sent']);
  });

  test('what another one has had keeps nothing else of the request out', async () => {
    const [a, b] = start();
    (await a.take('received', [sent]))?.settle(true);
    const both = await b.take('received', [sent, delivered, other]);
    expect(both).toMatchObject({ news: [delivered, other], duplicate: 1 });
    both?.settle(false);
    await sleep(SHORT_MS);
    expect(await b.take('received', [sent, delivered, other])).toMatchObject({
      news: [delivered, other],
      duplicate: 1,
    });
  });
});

describe.each(
  STORES.flatMap(([name, start]) =>
    (['received', 'finished'] as const).map((how) => [name, how, start] as const),
  ),
)('a failure that is told twice: %s, acknowledged when %s', (_name, how, start) => {
  const bare = failureOf('wamid.1');
  const told = failureOf('wamid.1', { code: 8, reason: 'WINDOW_CLOSED' });

  test('its reason is news after the bare failure, once', async () => {
    const [a, b] = start();
    (await a.take(how, [bare]))?.settle(true);
    await sleep(SHORT_MS);
    const second = await b.take(how, [{ ...told }]);
    expect(second).toMatchObject({ news: [told] });
    second?.settle(true);
    await sleep(SHORT_MS);
    expect(await a.take(how, [{ ...told }, { ...bare }])).toMatchObject({ news: [], duplicate: 2 });
  });

  test('the bare failure is none after its reason, nor in the same request', async () => {
    const [a, b] = start();
    const both = await a.take(how, [told, bare]);
    expect(both).toMatchObject({ news: [told], duplicate: 1 });
    both?.settle(true);
    await sleep(SHORT_MS);
    expect(await b.take(how, [{ ...bare }])).toMatchObject({ news: [], duplicate: 1 });
  });
});

describe('Redis', () => {
  test.each<Acknowledge>(['received', 'finished'])(
    'who was killed at its work loses it, and a repetition is news (%s)',
    async (how) => {
      const [a, b] = twoProcesses();
      await a.take(how, [sent]);
      await a.kill();
      expect(newsOf(await b.take(how, [sent]))).toEqual(['sent']);
    },
  );

  test('a process that has just started knows what the one before has passed on', async () => {
    const trigger = `trigger ${++triggers}`;
    const [before, after] = [
      new EventProcess(trigger, redis.url),
      new EventProcess(trigger, redis.url),
    ];
    started(before, after);
    (await before.take('finished', [sent]))?.settle(true);
    await sleep(SHORT_MS);
    await before.kill();
    expect(await after.take('finished', [sent])).toMatchObject({ duplicate: 1 });
  });

  test('the first of them to answer is waited for 10 seconds at most when received', async () => {
    const [a, b] = twoProcesses();
    await a.take('received', [sent]);
    expect(await b.take('received', [sent])).toBeUndefined();
  });

  test('a request costs one round trip, and its end another one', async () => {
    const [a] = twoProcesses();
    const many = Array.from({ length: 100 }, (_, number) => statusOf(`wamid.${number}`, 'sent'));
    const intake = await a.take('received', many);
    expect(a.link?.scripts).toHaveLength(1);
    intake?.settle(true);
    await sleep(SHORT_MS);
    expect(a.link?.scripts).toHaveLength(2);
    expect(await a.take('received', many)).toMatchObject({ duplicate: 100 });
    expect(a.link?.scripts).toHaveLength(2);
  });

  test('nothing of an event is in Redis but bits, numbers and times, for a day', async () => {
    const [a] = twoProcesses();
    (await a.take('received', [sent]))?.settle(true);
    await a.take('received', [other, messageOf('wamid.3')]);
    await sleep(SHORT_MS);
    const look = script(`
      local all = {}
      for _, key in ipairs(redis.call('KEYS', '*')) do
        table.insert(all, { key, redis.call('PTTL', key), redis.call('HGETALL', key) })
      end
      return all`);
    const entries = (await admin.run(look, [], [])) as Array<[string, number, string[]]>;
    expect(entries.length).toBeGreaterThan(2);
    for (const [key, life, fields] of entries) {
      expect(key).toMatch(/^n8n-1msg:[\w-]{22}$/);
      expect(life).toBeGreaterThan(0);
      expect(life).toBeLessThanOrEqual(24 * 3_600_000);
      expect(fields.join(' ')).toMatch(/^(?:(?:done|\d+) [\d:]+ ?)+$/);
    }
  });

  test('a lease is renewed for as long as the work goes on', async () => {
    const [a, b] = twoProcesses();
    const long = await a.take('finished', [sent]);
    await sleep(400); // more than five seconds of the process
    expect(a.link!.scripts.length).toBeGreaterThan(1);
    long?.settle(true);
    await sleep(SHORT_MS);
    const { length } = a.link!.scripts;
    await sleep(400);
    expect(a.link!.scripts).toHaveLength(length);
    expect(await b.take('finished', [sent])).toMatchObject({ duplicate: 1 });
  });
});

describe('an outage of Redis', () => {
  let server: RedisServer;
  const pair = (): Pair => {
    const trigger = `trigger ${++triggers}`;
    const both: Pair = [
      new EventProcess(trigger, server.url),
      new EventProcess(trigger, server.url),
    ];
    started(...both);
    return both;
  };
  beforeEach(async () => {
    server = await RedisServer.start();
  });
  afterEach(async () => await server.kill());

  test.each<Acknowledge>(['received', 'finished'])(
    'each process goes on with its own memory, tells it once, and all of them know afterwards (%s)',
    async (how) => {
      const [a, b] = pair();
      (await a.take(how, [sent]))?.settle(true);
      await sleep(SHORT_MS);
      expect(await b.take(how, [sent])).toMatchObject({ duplicate: 1 });
      await server.kill();
      const during = await a.take(how, [other]);
      expect(newsOf(during)).toEqual(['sent']);
      const [left, right] = [statusOf('wamid.4', 'sent'), statusOf('wamid.4', 'sent')];
      (await a.take(how, [left]))?.settle(true);
      expect(await a.take(how, [left])).toMatchObject({ duplicate: 1 });
      expect(newsOf(await b.take(how, [right]))).toEqual(['sent']); // rather twice than not at all
      expect([a.troubles, b.troubles]).toEqual([1, 1]);

      await server.restart();
      const until = Date.now() + 5_000;
      const probe = new EventProcess('probe', server.url);
      started(probe);
      for (let n = 0; a.link?.trouble !== undefined || b.link?.trouble !== undefined; n++) {
        expect(Date.now()).toBeLessThan(until);
        for (const each of [a, b])
          (await each.take(how, [statusOf(`wamid.probe ${n}`, 'sent')]))?.settle(false);
        await sleep(50);
      }
      during?.settle(true);
      await sleep(SHORT_MS);
      expect(await b.take(how, [other])).toMatchObject({ news: [], duplicate: 1 });
    },
  );
});
