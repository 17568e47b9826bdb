import type { DeliveryEvent, DeliveryStatus } from '../../nodes/shared/events/delivery-event';
import type { DeliveryAnswer } from '../../nodes/shared/provider/file-sender';
import type { AwaitedStatus, Waited } from '../../nodes/shared/send-file/delivery-wait';
import { DeliveryWait } from '../../nodes/shared/send-file/delivery-wait';
import { failureOf, statusOf } from './events';
import { FakeClock } from './fake-clock';

const MINUTE = 60_000;
let clock: FakeClock;
let stop: AbortController;
/** What the provider says of each message; the times at which it was asked, and about what. */
let says: Map<string, DeliveryAnswer>;
let asked: Array<[number, string]>;
let hangs: boolean;

beforeEach(() => {
  clock = new FakeClock();
  stop = new AbortController();
  says = new Map();
  asked = [];
  hangs = false;
});

const isNow = (id: string, status: DeliveryStatus) =>
  says.set(id, { kind: 'answer', status: statusOf(id, status) });
const waiting = (awaited: AwaitedStatus, timeout = MINUTE) =>
  new DeliveryWait({
    awaited,
    timeout,
    clock,
    signal: stop.signal,
    ask: async (id) => {
      asked.push([clock.now(), id]);
      if (hangs) await new Promise(() => {});
      return says.get(id) ?? { kind: 'answer', status: undefined };
    },
  });
/** Looks at a wait while time passes. */
const watch = (wait: Promise<Waited>) => {
  const seen: { waited?: Waited; at?: number } = {};
  void wait.then((waited) => Object.assign(seen, { waited, at: clock.now() }));
  return seen;
};

test.each<[AwaitedStatus, DeliveryStatus[]]>([
  ['sent', ['sent', 'delivered', 'read', 'failed']],
  ['delivered', ['delivered', 'read', 'failed']],
  ['read', ['read', 'failed']],
])('waiting for %s is over with %p', async (awaited, enough) => {
  for (const status of ['sent', 'delivered', 'read', 'failed', 'unknown'] as const) {
    isNow('a', status);
    const seen = watch(waiting(awaited).until('a'));
    await clock.pass(4_000);
    expect(seen.waited?.status?.status).toBe(enough.includes(status) ? status : undefined);
    stop.abort();
    stop = new AbortController();
  }
});

test('questions come soon at first, then every ten seconds, and once more before the time is out', async () => {
  const seen = watch(waiting('read').until('a'));
  await clock.pass(2 * MINUTE);
  const gaps = asked.map(([at], index) => at - (asked[index - 1]?.[0] ?? 0));
  expect(gaps.slice(0, 3)).toEqual([1_000, 1_000, 1_500]);
  expect(Math.max(...gaps)).toBe(10_000);
  expect(asked.at(-1)![0]).toBe(MINUTE - 1_000);
  expect(seen).toEqual({ waited: { timedOut: true }, at: MINUTE });
});

test('when the time is out the furthest status is told, though later answers lack it', async () => {
  const seen = watch(waiting('read').until('a'));
  isNow('a', 'delivered');
  await clock.pass(5_000);
  isNow('a', 'sent');
  await clock.pass(MINUTE);
  expect(seen.waited).toEqual({ status: statusOf('a', 'delivered'), timedOut: true });
});

test('time counts from when the wait of each message began', async () => {
  const wait = waiting('read');
  const first = watch(wait.until('a'));
  await clock.pass(30_000);
  const second = watch(wait.until('b'));
  await clock.pass(2 * MINUTE);
  expect([first.at, second.at]).toEqual([MINUTE, MINUTE + 30_000]);
});

test('a message that comes late is asked about soon, however seldom the others are', async () => {
  const wait = waiting('read', 10 * MINUTE);
  void wait.until('old');
  await clock.pass(5 * MINUTE);
  void wait.until('new');
  await clock.pass(1_500);
  expect(asked.filter(([, id]) => id === 'new')).toHaveLength(1);
});

test('five questions at a time at most; one without answer keeps no wait from its end', async () => {
  hangs = true;
  const wait = waiting('read');
  const all = Array.from({ length: 50 }, (_, index) => watch(wait.until(`${index}`)));
  await clock.pass(MINUTE);
  expect(asked).toHaveLength(5);
  expect(all.map(({ waited }) => waited)).toEqual(all.map(() => ({ timedOut: true })));
});

test('every one of many messages is asked about, and found', async () => {
  const wait = waiting('delivered');
  const all = Array.from({ length: 200 }, (_, index) => {
    isNow(`${index}`, 'delivered');
    return watch(wait.until(`${index}`));
  });
  await clock.pass(2_000);
  expect(all.every(({ waited }) => waited?.status?.status === 'delivered')).toBe(true);
  expect(asked).toHaveLength(200);
});

test('answers that cannot be used are no reason to give up', async () => {
  says.set('a', { kind: 'unanswered' });
  const seen = watch(waiting('delivered').until('a'));
  await clock.pass(5_000);
  isNow('a', 'delivered');
  await clock.pass(5_000);
  expect(seen.waited).toEqual({ status: statusOf('a', 'delivered') });
});

test('a provider that asks for time is left alone for that long', async () => {
  says.set('a', { kind: 'unanswered', retryAfter: 20_000 });
  const wait = waiting('delivered');
  void wait.until('a');
  await clock.pass(1_000);
  void wait.until('b');
  await clock.pass(19_999);
  expect(asked).toHaveLength(1);
  await clock.pass(2_000);
  expect(asked.length).toBeGreaterThan(1);
});

test('a provider that asks for no time at all is left alone for a second', async () => {
  says.set('a', { kind: 'unanswered', retryAfter: 0 });
  const wait = waiting('delivered');
  void wait.until('a');
  await clock.pass(500);
  void wait.until('b'); // due half a second after the first question
  await clock.pass(1_499);
  expect(asked).toEqual([[1000, 'a']]);
  await clock.pass(1);
  expect(asked.length).toBeGreaterThan(1);
});

test('where there is nothing to ask all waits end at once, and later ones do not begin', async () => {
  says.set('a', { kind: 'unavailable', reason: 'no hookInfo' });
  const wait = waiting('delivered');
  const both = [watch(wait.until('a')), watch(wait.until('b'))];
  await clock.pass(1_000);
  expect(both.map(({ waited }) => waited)).toEqual([{}, {}]);
  expect(await wait.until('c')).toEqual({});
  expect(wait.unavailable).toBe('no hookInfo');
});

describe('a failure whose reason comes in a second event', () => {
  const bare = failureOf('a');
  const told = failureOf('a', { reason: 'WINDOW_CLOSED' });
  const heard = (timeout = MINUTE, reasonDecides = false) => {
    const trigger: { tell?: (status: DeliveryEvent) => void } = {};
    const wait = new DeliveryWait({
      ...{ awaited: 'read', timeout, clock, signal: stop.signal },
      hasTrigger: () => Promise.resolve(true),
      listen: (_, tell) => {
        trigger.tell = tell;
        return () => {};
      },
    });
    const seen = watch(wait.until('a', reasonDecides));
    return { seen, tell: (event: DeliveryEvent) => trigger.tell!(event) };
  };

  test('is waited for, and then told', async () => {
    const { seen, tell } = heard();
    await clock.pass(1_000);
    tell(bare);
    await clock.pass(1_500);
    expect(seen).toEqual({});
    tell(bare); // Redis is asked again and again
    tell(told);
    await clock.pass(0);
    expect(seen).toEqual({ waited: { status: told }, at: 2_500 });
  });

  test('is not waited for when it came first', async () => {
    const first = heard();
    await clock.pass(0);
    first.tell(told);
    await clock.pass(0);
    expect(first.seen.waited).toEqual({ status: told });
  });

  test('is given all the time of the wait where it decides what is sent', async () => {
    const [never, late] = [heard(MINUTE, true), heard(MINUTE, true)];
    await clock.pass(0);
    for (const { tell } of [never, late]) tell(bare);
    await clock.pass(30_000);
    late.tell(told);
    await clock.pass(MINUTE);
    expect(never.seen).toEqual({ waited: { status: bare }, at: MINUTE });
    expect(late.seen).toEqual({ waited: { status: told }, at: 30_000 });
  });

  test('is given two seconds, and no more than the wait has', async () => {
    const [long, short, sent] = [heard(), heard(1_500), heard(MINUTE, true)];
    await clock.pass(0);
    sent.tell(statusOf('a', 'sent')); // then it decides nothing
    for (const { tell } of [long, short, sent]) tell(bare);
    await clock.pass(5_000);
    expect(long.seen).toEqual({ waited: { status: bare }, at: 2_000 });
    expect(short.seen).toEqual({ waited: { status: bare }, at: 1_500 });
    expect(sent.seen).toEqual({ waited: { status: bare, wasSent: true }, at: 2_000 });
  });

  test('is not waited for any more when the message turns out to be read', async () => {
    const { seen, tell } = heard();
    await clock.pass(0);
    tell(bare);
    tell(statusOf('a', 'delivered'));
    await clock.pass(3_000);
    expect(seen).toEqual({});
    tell(statusOf('a', 'read'));
    await clock.pass(0);
    expect(seen.waited?.status?.status).toBe('read');
  });
});

test('stopping ends all waits at once with what was seen', async () => {
  isNow('a', 'sent');
  const wait = waiting('read');
  const seen = watch(wait.until('a'));
  await clock.pass(1_500);
  stop.abort();
  await clock.pass(0);
  expect(seen).toEqual({ waited: { status: statusOf('a', 'sent') }, at: 1_500 });
  await clock.pass(MINUTE);
  expect(asked).toHaveLength(1);
});
