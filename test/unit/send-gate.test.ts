import type { Gate } from '../../nodes/shared/channel/send-gate';
import { memoryGate } from './memory-gate';
import { FakeClock } from './fake-clock';

const never = new AbortController().signal;
const pass = async (gate: Gate) => (await gate.pass(never)) as number;

/** Sends so many messages through at once and tells when each passed. */
async function passTimes(gate: Gate, clock: FakeClock, count: number, within: number) {
  const times: number[] = [];
  for (let message = 0; message < count; message++)
    void pass(gate).then((time) => times.push(Math.round(time)));
  await clock.pass(within);
  return times;
}

test('without a limit everything passes at once', async () => {
  const clock = new FakeClock();
  expect(await passTimes(memoryGate(0, clock), clock, 5, 0)).toEqual([0, 0, 0, 0, 0]);
});

test('messages per second are kept', async () => {
  const clock = new FakeClock();
  expect(await passTimes(memoryGate(4, clock), clock, 5, 2000)).toEqual([0, 250, 500, 750, 1000]);
});

test('after "too fast" nothing passes for the time that was asked, and then more slowly', async () => {
  const clock = new FakeClock();
  const gate = memoryGate(0, clock);
  await gate.tooFast(await pass(gate), 2000);
  const [first, second, third] = await passTimes(gate, clock, 3, 10_000);
  expect(first).toBe(2000);
  expect(second!).toBeGreaterThan(2000);
  expect(third! - second!).toBe(second! - first!);
});

test('nobody waits for a provider that asks for more than ten minutes', async () => {
  const clock = new FakeClock();
  const gate = memoryGate(0, clock);
  const passed = await pass(gate);
  await gate.tooFast(passed, 1000);
  const waiting = gate.pass(never);
  await gate.tooFast(passed, 3_600_000);
  expect(await gate.pass(never)).toBe('closed');
  await clock.pass(1000);
  expect(await waiting).toBe('closed');
  await clock.pass(3_600_000);
  expect(await gate.pass(never)).toBe(clock.now());
});

describe('a provider that asks for an hour', () => {
  const closedForAnHour = async () => {
    const clock = new FakeClock();
    const gate = memoryGate(0, clock);
    const [complained, underWay] = [await pass(gate), await pass(gate)];
    await clock.pass(10);
    await gate.tooFast(complained, 3_600_000);
    return { clock, gate, underWay };
  };
  const asked = async (gate: Gate, times: number) =>
    await Promise.all(Array.from({ length: times }, async () => await gate.pass(never)));

  test('is tried with one message every ten minutes, while the others fail at once', async () => {
    const { clock, gate } = await closedForAnHour();
    await clock.pass(599_000);
    expect(await asked(gate, 2)).toEqual(['closed', 'closed']);
    await clock.pass(1_000);
    expect(await asked(gate, 3)).toEqual([clock.now(), 'closed', 'closed']);
    await clock.pass(599_000);
    expect(await asked(gate, 1)).toEqual(['closed']);
    await clock.pass(1_000);
    expect(await asked(gate, 2)).toEqual([clock.now(), 'closed']);
  });

  test('is open to all when it takes that one', async () => {
    const { clock, gate } = await closedForAnHour();
    await clock.pass(600_000);
    await gate.taken(await pass(gate));
    let passed = 0;
    for (let message = 0; message < 5; message++) void gate.pass(never).then(() => passed++);
    await clock.pass(2_000);
    expect(passed).toBe(5);
  });

  test('stays closed when it takes what was under way when it complained', async () => {
    const { gate, underWay } = await closedForAnHour();
    await gate.taken(underWay);
    expect(await gate.pass(never)).toBe('closed');
  });

  test('is tried with the next one where that one came to nothing', async () => {
    const { clock, gate } = await closedForAnHour();
    await clock.pass(600_000);
    await gate.giveBack(await pass(gate));
    expect(await asked(gate, 2)).toEqual([expect.any(Number), 'closed']);
  });

  test('is not tried for ten more minutes after it complained of that one', async () => {
    const { clock, gate } = await closedForAnHour();
    await clock.pass(600_000);
    await gate.tooFast(await pass(gate), 3_600_000);
    await clock.pass(599_000);
    expect(await asked(gate, 1)).toEqual(['closed']);
    await clock.pass(1_000);
    expect(await asked(gate, 1)).toEqual([clock.now()]);
  });
});

test('of messages that were under way together only the first slows the others down', async () => {
  const slowdown = async (complaints: number) => {
    const clock = new FakeClock();
    const gate = memoryGate(0, clock);
    const passed = await Promise.all(Array.from({ length: complaints }, () => pass(gate)));
    await clock.pass(1);
    for (const time of passed) await gate.tooFast(time, 0);
    const [first, second] = await passTimes(gate, clock, 2, 10_000);
    return second! - first!;
  };
  expect(await slowdown(10)).toBe(await slowdown(1));
});

test('messages that are taken bring the pace back', async () => {
  const clock = new FakeClock();
  const gate = memoryGate(0, clock);
  await gate.tooFast(await pass(gate), 0);
  for (let message = 0; message < 100; message++) await gate.taken(0);
  await passTimes(gate, clock, 1, 10_000);
  const times = await passTimes(gate, clock, 2, 0);
  expect(times).toHaveLength(2);
});

test('who waits can be stopped', async () => {
  const clock = new FakeClock();
  const gate = memoryGate(1, clock);
  await gate.pass(never);
  const stop = new AbortController();
  const waiting = gate.pass(stop.signal);
  stop.abort();
  await expect(waiting).rejects.toThrow();
});

describe('a turn that came to nothing', () => {
  test('is given to the next, so that 1,000 of them take no time', async () => {
    const clock = new FakeClock();
    const gate = memoryGate(1, clock);
    const order: number[] = [];
    for (let message = 0; message < 1000; message++)
      void pass(gate).then(async (passed) => {
        order.push(message);
        await gate.giveBack(passed);
      });
    await clock.pass(0);
    expect(order).toEqual([...Array(1000).keys()]);
  });

  test('lets a message pass at once, and the pace goes on from there', async () => {
    const clock = new FakeClock();
    const gate = memoryGate(1, clock);
    const nothing = await pass(gate);
    const times: number[] = [];
    for (let message = 0; message < 3; message++)
      void pass(gate).then((time) => times.push(Math.round(time)));
    await clock.pass(300);
    await gate.giveBack(nothing);
    await clock.pass(5000);
    expect(times).toEqual([300, 1300, 2300]);
  });

  test('is lost when another has passed meanwhile: no two messages follow each other too closely', async () => {
    const clock = new FakeClock();
    const gate = memoryGate(1, clock);
    const nothing = await pass(gate);
    const passing = passTimes(gate, clock, 2, 1500);
    await clock.pass(1500);
    await gate.giveBack(nothing);
    await clock.pass(5000);
    expect(await passing).toEqual([1000, 2000]);
  });

  test('does not open a gate that the provider has closed', async () => {
    const clock = new FakeClock();
    const gate = memoryGate(0, clock);
    const passed = await pass(gate);
    await gate.tooFast(passed, 2000);
    const passing = passTimes(gate, clock, 1, 5000);
    await gate.giveBack(passed);
    expect(await passing).toEqual([2000]);
  });

  test('does not bring another back who was stopped', async () => {
    const clock = new FakeClock();
    const gate = memoryGate(1, clock);
    const nothing = await pass(gate);
    const stop = new AbortController();
    const stopped = gate.pass(stop.signal);
    const times: number[] = [];
    void pass(gate).then((time) => times.push(Math.round(time)));
    stop.abort();
    await expect(stopped).rejects.toThrow();
    await gate.giveBack(nothing);
    await clock.pass(0);
    expect(times).toEqual([0]);
  });
});
