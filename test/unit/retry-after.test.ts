import type { HttpExchange } from '../../nodes/shared/http/exchange';
import { repeatExchange, retryAfter } from '../../nodes/shared/http/repeat-exchange';
import { holdBack, memoryGate } from './memory-gate';
import type { SendOutcome } from '../../nodes/shared/provider/send-outcome';
import { sendWithRetries } from '../../nodes/shared/send-file/send-with-retries';
import { FakeClock } from './fake-clock';

const PAST = 'Thu, 01 Jan 1970 00:00:00 GMT';

test.each<[string | undefined, number | undefined]>([
  ['120', 120_000],
  ['1.5', 1500],
  ['2, 5', 2000],
  ['0', 0],
  ['Thu, 01 Jan 1970 00:01:00 GMT', 50_000],
  ['Thursday, 01-Jan-70 00:01:00 GMT', 50_000],
  [PAST, 0],
  ['soon', undefined],
  ['in 5 s', undefined],
  ['-5', undefined],
  ['2050', 2_050_000],
  ['1e9', undefined],
  ['', undefined],
  [undefined, undefined],
])('Retry-After %s is %s milliseconds', (value, expected) => {
  const headers: Record<string, string> = value === undefined ? {} : { 'retry-after': value };
  expect(retryAfter(headers, 10_000)).toBe(expected);
});

test('a date is counted from that of the answer: our clock may be wrong', () => {
  const headers = {
    'retry-after': 'Thu, 01 Jan 1970 00:01:00 GMT',
    date: 'Thu, 01 Jan 1970 00:00:57 GMT',
  };
  expect(retryAfter(headers, 10_000)).toBe(3000);
  expect(retryAfter(headers, 90_000)).toBe(3000);
});

describe.each(['0', PAST, '-5', 'soon', undefined])('Retry-After %s', (value) => {
  const headers: Record<string, string> = value === undefined ? {} : { 'retry-after': value };

  test('is no reason to send again without a pause', async () => {
    const clock = new FakeClock();
    const gate = memoryGate(0, clock);
    const attempts: number[] = [];
    const outcome: SendOutcome = {
      kind: 'notSent',
      code: 'RATE_LIMITED',
      text: 'too many',
      retryAfter: retryAfter(headers, 10_000),
    };
    const send = async () => {
      attempts.push(clock.now());
      return await Promise.resolve(outcome);
    };
    const { signal } = new AbortController();
    const options = { gate, holdBack, clock, signal, maxRetries: 3, random: () => 0 };
    const sending = sendWithRetries(send, options);
    await clock.pass(60_000);
    await sending;
    const pauses = attempts.slice(1).map((at, index) => at - attempts[index]!);
    expect(pauses).toEqual([250, 500, 1000]);
  });

  test('keeps back also who comes after the last attempt', async () => {
    const clock = new FakeClock();
    const gate = memoryGate(0, clock);
    const { signal } = new AbortController();
    const outcome: SendOutcome = {
      kind: 'notSent',
      code: 'RATE_LIMITED',
      text: 'too many',
      retryAfter: retryAfter(headers, 10_000),
    };
    const options = { gate, holdBack, clock, signal, maxRetries: 0, random: () => 0 };
    await sendWithRetries(async () => await Promise.resolve(outcome), options);
    let passedAt: number | 'closed' | undefined;
    void gate.pass(signal).then((at) => (passedAt = at));
    await clock.pass(10_000);
    expect(passedAt).toBe(250);
  });

  test('is no reason to ask again without a pause', async () => {
    const clock = new FakeClock();
    const asked: number[] = [];
    const busy: HttpExchange = { kind: 'answer', status: 429, headers, text: '' };
    const make = async () => {
      asked.push(clock.now());
      return await Promise.resolve(busy);
    };
    const asking = repeatExchange(make, { retries: 2, clock });
    await clock.pass(60_000);
    await asking;
    expect(asked).toEqual([0, 500, 1500]);
  });
});

test('a run that is cancelled while Redis takes its time at the gate sends nothing, and the next may pass', async () => {
  const run = new AbortController();
  const passes = new Promise<number>((resolve) => setImmediate(resolve, 7));
  const gate = { ...memoryGate(0, new FakeClock()), pass: async () => await passes };
  const [send, giveBack] = [jest.fn(), jest.spyOn(gate, 'giveBack')];
  const options = { gate, holdBack, clock: new FakeClock(), maxRetries: 3, random: () => 0 };
  const sending = sendWithRetries(send, { ...options, signal: run.signal });
  run.abort();
  expect(await sending).toMatchObject({ kind: 'stopped' });
  expect(send).not.toHaveBeenCalled();
  expect(giveBack).toHaveBeenCalledWith(7);
});

test('too many to one person hold back that person, longer each time, and nobody else', async () => {
  const clock = new FakeClock();
  const gate = memoryGate(0, clock);
  const { signal } = new AbortController();
  const held: number[] = [];
  const attempts: number[] = [];
  const send = async (): Promise<SendOutcome> => {
    attempts.push(clock.now());
    const retryAfter = attempts.length === 2 ? 20_000 : undefined;
    const refused = { kind: 'notSent', code: 'RATE_LIMITED', text: 'pair rate limit hit' } as const;
    return await Promise.resolve({ ...refused, ofPerson: true, retryAfter });
  };
  const sending = sendWithRetries(send, {
    ...{ gate, clock, signal, maxRetries: 2, random: () => 0 },
    holdBack: async (ms) => await Promise.resolve(void held.push(ms)),
  });
  await clock.pass(1_000);
  let passed = 0;
  for (let other = 0; other < 5; other++) void gate.pass(signal).then(() => passed++);
  await clock.pass(0);
  expect(passed).toBe(5);
  await clock.pass(60_000);
  expect(await sending).toMatchObject({ code: 'RATE_LIMITED' });
  expect(held).toEqual([6_000, 20_000, 64_000]);
  expect(attempts).toEqual([0, 6_000, 26_000]);
});

test('a longer wait that is asked for is kept', async () => {
  const clock = new FakeClock();
  const attempts: number[] = [];
  const send = async (): Promise<SendOutcome> => {
    attempts.push(clock.now());
    return await Promise.resolve({
      kind: 'notSent',
      code: 'RATE_LIMITED',
      text: 'too many',
      retryAfter: 7000,
    });
  };
  const { signal } = new AbortController();
  const gate = memoryGate(0, clock);
  const sending = sendWithRetries(send, {
    gate,
    holdBack,
    clock,
    signal,
    maxRetries: 1,
    random: () => 0,
  });
  await clock.pass(60_000);
  await sending;
  expect(attempts).toEqual([0, 7000]);
});
