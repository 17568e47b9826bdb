import { Channel, channelOf } from '../../nodes/shared/channel/channel';
import type { DeliveryEvent } from '../../nodes/shared/events/delivery-event';
import { completeStatus } from '../../nodes/shared/events/make-event';
import { RedisTrouble } from '../../nodes/shared/channel/redis-link';
import type { RedisStore } from '../../nodes/shared/channel/redis-store';
import { Slots } from '../../nodes/shared/channel/turns';
import { FakeClock } from './fake-clock';

const { signal } = new AbortController();
const status = (id: string, name: DeliveryEvent['status']) =>
  completeStatus(
    { status: name, id, phone: '12020721369', chatId: '12020721369@c.us', timestamp: null },
    name,
    { large: 'element' },
    { provider: '1msg', channelId: 'C1', receivedAt: new Date(0).toISOString(), includeRaw: true },
  );

let clock: FakeClock;
let channel: Channel;
beforeEach(() => {
  clock = new FakeClock();
  channel = new Channel('https://api.1msg.io/C1', clock);
});

describe('pace', () => {
  const five = { name: '', interval: 200 };

  test('the channel keeps one over all executions, each of one file', async () => {
    const times: number[] = [];
    for (let execution = 0; execution < 40; execution++)
      void channel
        .gateFor([five])
        .pass(signal)
        .then(() => times.push(clock.now()));
    await clock.pass(20_000);
    expect(times).toEqual(Array.from({ length: 40 }, (_, index) => index * 200));
  });

  test("a node's holds for that node alone, over its executions, and the channel's for all", async () => {
    const passed: Record<string, number[]> = { slow: [], fast: [] };
    const lanes = { slow: [five, { name: 'slow', interval: 1000 }], fast: [five] };
    for (const name of ['slow', 'fast'] as const)
      for (let execution = 0; execution < 10; execution++)
        void channel
          .gateFor(lanes[name])
          .pass(signal)
          .then(() => passed[name]!.push(clock.now()));
    await clock.pass(60_000);
    const gaps = (times: number[]) => times.slice(1).map((time, index) => time - times[index]!);
    expect(Math.min(...gaps(passed.slow!))).toBeGreaterThanOrEqual(1000);
    expect(passed.fast!.at(-1)).toBeLessThan(3000);
    const all = [...passed.slow!, ...passed.fast!].sort((a, b) => a - b);
    expect(all).toHaveLength(20);
    expect(Math.min(...gaps(all))).toBeGreaterThanOrEqual(200);
  });

  test('what the provider said to one execution holds the others back', async () => {
    const [one, other] = [channel.gateFor([]), channel.gateFor([])];
    await one.tooFast((await one.pass(signal)) as number, 2000);
    let passedAt: number | undefined;
    void other.pass(signal).then(() => (passedAt = clock.now()));
    await clock.pass(1999);
    expect([passedAt, channel.isClosed()]).toEqual([undefined, true]);
    await clock.pass(1);
    expect([passedAt, channel.isClosed()]).toEqual([2000, false]);
  });
});

describe('turns', () => {
  test("one person's come one after another, in the order in which they were asked for; others at once", async () => {
    const order: string[] = [];
    const send = async (person: string, name: string) => {
      const turn = await channel.turnOf(person, 10, signal);
      order.push(`${name} begins`);
      await clock.sleep(100);
      order.push(`${name} ends`);
      turn!.end();
    };
    void send('A', 'A1');
    void send('A', 'A2');
    void send('B', 'B1');
    void send('A', 'A3');
    await clock.pass(1000);
    expect(order.filter((step) => step.startsWith('A'))).toEqual(
      ['A1', 'A2', 'A3'].flatMap((name) => [`${name} begins`, `${name} ends`]),
    );
    expect(order.indexOf('B1 begins')).toBeLessThan(order.indexOf('A1 ends'));
  });

  test('500 executions have 50 messages under way, and all come to their turn', async () => {
    let [underWay, most, done] = [0, 0, 0];
    for (let person = 0; person < 500; person++)
      void channel.turnOf(`P${person}`, 10, signal).then(async (turn) => {
        most = Math.max(most, ++underWay);
        await clock.sleep(10);
        underWay--;
        done++;
        turn!.end();
      });
    await clock.pass(1000);
    expect([most, done]).toEqual([50, 500]);
  });

  test('who asks for more has more, and keeps nobody from their turn', async () => {
    const seen: string[] = [];
    let underWay = 0;
    let most = 0;
    const send = (name: string, limit: number) =>
      void channel.turnOf(name, limit, signal).then(async (turn) => {
        most = Math.max(most, ++underWay);
        await clock.sleep(10);
        underWay--;
        seen.push(name);
        turn!.end();
      });
    for (let person = 0; person < 300; person++) send(`P${person}`, 100);
    send('alone', 1);
    for (let person = 300; person < 600; person++) send(`P${person}`, 100);
    await clock.pass(10_000);
    expect(most).toBe(100);
    expect(seen).toHaveLength(601);
    expect(seen.indexOf('alone')).toBeLessThan(400);
  });

  test('what one asks for holds for no longer than it is there, and is no way past those who wait', async () => {
    const begun: string[] = [];
    let underWay = 0;
    let most = 0;
    const send = (name: string, limit: number, then = () => {}) =>
      void channel.turnOf(name, limit, signal).then(async (turn) => {
        begun.push(name);
        most = Math.max(most, ++underWay);
        await clock.sleep(10);
        underWay--;
        turn!.end();
        then();
      });
    const goOn = (name: string) => send(name, 10, () => goOn(`${name}.`));
    for (let person = 0; person < 80; person++) goOn(`P${person}`);
    send('more', 200);
    await clock.pass(0);
    expect([most, begun.indexOf('more')]).toEqual([81, 80]);
    await clock.pass(50);
    most = 0;
    await clock.pass(1_000);
    expect(most).toBe(50);
  });

  test('a node that waits for its own slow pace keeps no other node of the channel waiting', async () => {
    const slow = { name: 'slow', interval: 10_000 };
    let [slowUnderWay, mostSlow, slowDone] = [0, 0, 0];
    for (let person = 0; person < 60; person++)
      void channel.turnOf(`S${person}`, 10, signal, slow).then(async (turn) => {
        mostSlow = Math.max(mostSlow, ++slowUnderWay);
        await channel.gateFor([slow]).pass(signal);
        slowUnderWay--;
        slowDone++;
        turn!.end();
      });
    let done = 0;
    for (let person = 0; person < 60; person++)
      void channel.turnOf(`F${person}`, 10, signal).then((turn) => {
        done++;
        turn!.end();
      });
    await clock.pass(1000);
    expect([done, mostSlow]).toEqual([60, 1]);
    await clock.pass(60 * 10_000);
    expect(slowDone).toBe(60);
  });

  test('an execution that is cancelled while it waits for its node leaves nobody waiting', async () => {
    const slow = { name: 'slow', interval: 10_000 };
    const first = await channel.turnOf('A', 10, signal, slow);
    const cancelled = new AbortController();
    const second = channel.turnOf('B', 10, cancelled.signal, slow);
    const third = channel.turnOf('B', 10, signal, slow);
    cancelled.abort();
    expect(await second).toBeUndefined();
    first!.end();
    expect(await third).toBeDefined();
  });

  test('an execution that is cancelled while it waits leaves nobody waiting', async () => {
    const first = await channel.turnOf('A', 10, signal);
    const cancelled = new AbortController();
    const second = channel.turnOf('A', 10, cancelled.signal);
    let third = false;
    void channel.turnOf('A', 10, signal).then(() => (third = true));
    cancelled.abort();
    expect(await second).toBeUndefined();
    first!.end();
    await clock.pass(0);
    expect(third).toBe(true);
  });

  test('a person who is held back waits alone, without a place among those under way', async () => {
    const first = await channel.turnOf('A', 1, signal);
    await channel.holdBack('A', 6_000);
    first!.end();
    const seen: Array<[string, number]> = [];
    const take = (person: string) =>
      void channel.turnOf(person, 1, signal).then((turn) => {
        seen.push([person, clock.now()]);
        turn!.end();
      });
    const cancelled = new AbortController();
    const given = channel.turnOf('A', 1, cancelled.signal);
    take('A');
    for (let person = 0; person < 60; person++) take(`P${person}`);
    await clock.pass(1_000);
    expect(seen).toHaveLength(60);
    cancelled.abort();
    expect(await given).toBeUndefined();
    await clock.pass(10_000);
    expect(seen.at(-1)).toEqual(['A', 6_000]);
  });

  test('who was cancelled before gets none', async () => {
    expect(await channel.turnOf('A', 10, AbortSignal.abort())).toBeUndefined();
    expect(await channel.turnOf('A', 10, signal)).toBeDefined();
  });
});

describe('what triggers hear', () => {
  test('is told to who waits for the message, also when it was heard before', async () => {
    const heard: unknown[] = [];
    await channel.hear([status('early', 'delivered')]);
    channel.listen('early', (event) => heard.push(event.status));
    const stop = channel.listen('late', (event) => heard.push(event.status));
    await channel.hear([status('late', 'sent'), status('other', 'read')]);
    stop();
    await channel.hear([status('late', 'delivered')]);
    expect(heard).toEqual(['delivered', 'sent']);
  });

  test("has nothing of the provider's own element", async () => {
    let told: unknown;
    channel.listen('m', (event) => (told = event));
    await channel.hear([status('m', 'delivered')]);
    expect(told).not.toHaveProperty('raw');
  });

  test('makes a trigger known', async () => {
    expect(await channel.hasTrigger()).toBe(false);
    await channel.hear([]);
    expect(await channel.hasTrigger()).toBe(true);
  });
});

test('Redis is told of an event once by each trigger, of a failure each time, and again where it did not hear it', async () => {
  const told: string[] = [];
  let fails = false;
  const shared = {
    hear: (statuses: Array<{ id: string; status: string }>, _: unknown, trigger: string) => {
      told.push(`${trigger}: ${statuses.map(({ status: name }) => name).join()}`);
      return fails ? Promise.reject(new RedisTrouble('gone', true)) : Promise.resolve();
    },
  };
  const sharing = new Channel('C1', clock, undefined, shared as unknown as RedisStore);
  const hear = async (trigger: string, ...names: Array<DeliveryEvent['status']>) => {
    told.length = 0;
    await sharing.hear(
      names.map((name) => status('m', name)),
      trigger,
    );
    return [...told];
  };
  expect(await hear('one', 'sent')).toEqual(['one: sent']);
  expect(await hear('one', 'sent')).toEqual([]);
  expect(await hear('one', 'sent', 'delivered')).toEqual(['one: delivered']);
  expect(await hear('other', 'delivered')).toEqual(['other: delivered']);
  expect(await hear('other', 'failed')).toEqual(['other: failed']);
  expect(await hear('other', 'failed')).toEqual(['other: failed']);
  expect(await hear('one')).toEqual(['one: ']);
  fails = true;
  expect(await hear('one', 'read')).toEqual(['one: read']);
  fails = false;
  // A lesser one that is told by now says nothing of it.
  expect(await hear('one', 'delivered')).toEqual(['one: delivered']);
  expect(await hear('one', 'read')).toEqual(['one: read']);
  expect(await hear('one', 'read')).toEqual([]);
});

test('a trigger of this process is known also where Redis was emptied', async () => {
  let isEmpty = false;
  const shared = {
    hear: () => Promise.resolve(),
    forgetTrigger: () => Promise.resolve(),
    hasTrigger: () => Promise.resolve(!isEmpty),
  };
  const sharing = new Channel('C1', clock, undefined, shared as unknown as RedisStore);
  await sharing.hear([], 'one');
  isEmpty = true;
  expect(await sharing.hasTrigger()).toBe(true);
  await sharing.forgetTrigger('one');
  expect(await sharing.hasTrigger()).toBe(false);
});

test('one account has one channel in a process, and another host another', () => {
  const account = { id: 'C1', token: 't', baseUrl: 'https://api.1msg.io' };
  expect(channelOf(account, clock)).toBe(channelOf({ ...account, token: 'new' }, clock));
  expect(channelOf(account, clock)).toBe(
    channelOf({ ...account, baseUrl: 'https://API.1msg.io:443' }, clock),
  );
  expect(channelOf(account, clock)).not.toBe(
    channelOf({ ...account, baseUrl: 'https://sandbox.1msg.io' }, clock),
  );
});

test('a channel that is in use stays, however many others come', () => {
  const account = (id: string) => ({ id, token: 't', baseUrl: 'https://api.1msg.io' });
  const used = channelOf(account('in use'), clock);
  for (let other = 0; other < 2_000; other++) {
    channelOf(account(`other ${other}`), clock);
    if (other % 100 === 0) channelOf(account('in use'), clock);
  }
  expect(channelOf(account('in use'), clock)).toBe(used);
});

test('a turn that could not be had for an error is given back', async () => {
  let fails = true;
  const shared = {
    enter: () => (fails ? Promise.reject(new TypeError('no number')) : Promise.resolve(0)),
    leave: () => Promise.resolve(),
    renew: () => Promise.resolve(),
  };
  const sharing = new Channel('C1', clock, undefined, shared as unknown as RedisStore);
  await expect(sharing.turnOf('A', 10, signal)).rejects.toThrow('no number');
  fails = false;
  expect(await sharing.turnOf('A', 10, signal)).toBeDefined();
});

test('turns at Redis are asked for ahead, and no more messages are under way than the run may have', async () => {
  const [entered, left]: [string[], string[]] = [[], []];
  const shared = {
    enter: (person: string) => Promise.resolve((entered.push(person), 0)),
    leave: (person: string) => Promise.resolve(void left.push(person)),
    renew: () => Promise.resolve(),
  };
  const sharing = new Channel('C1', clock, undefined, shared as unknown as RedisStore);
  expect([1, 2, 10].map((most) => sharing.turnsAhead(most))).toEqual([0, 1, 3]);
  expect(channel.turnsAhead(10)).toBe(0);

  const slots = new Slots();
  const [first, second] = [
    (await sharing.turnOf('A', 2, signal, undefined, slots))!,
    (await sharing.turnOf('B', 2, signal, undefined, slots))!,
  ];
  const cancelled = new AbortController();
  const [third, fourth] = [
    sharing.turnOf('C', 2, cancelled.signal, undefined, slots),
    sharing.turnOf('D', 2, signal, undefined, slots),
  ];
  let isFourth = false;
  void fourth.then(() => (isFourth = true));
  await clock.pass(100);
  expect([entered, isFourth]).toEqual([['A', 'B', 'C', 'D'], false]);
  cancelled.abort();
  expect(await third).toBeUndefined();
  await clock.pass(0);
  expect([left, isFourth]).toEqual([['C'], false]);
  first.end();
  expect(await fourth).toBeDefined();
  second.end();
});

test('what cannot be asked or read does not end the questions', async () => {
  const answers = [
    () => Promise.reject(new TypeError('no list')),
    () => Promise.resolve([{ status: 'sent', receivedAt: NaN }]),
    () => Promise.resolve([{ status: 'read', receivedAt: 1 }]),
  ];
  const shared = { heard: async () => await answers.shift()!() };
  const sharing = new Channel('C1', clock, undefined, shared as unknown as RedisStore);
  const heard: string[] = [];
  const end = sharing.listen('wamid.1', ({ status, receivedAt }) => {
    new Date(receivedAt).toISOString();
    heard.push(status);
    end();
  });
  await clock.pass(5_000);
  expect(heard).toEqual(['read']);
});
