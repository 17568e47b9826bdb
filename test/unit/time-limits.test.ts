import { TimeLimits } from '../../nodes/shared/http/time-limits';
import { FakeClock } from './fake-clock';

let clock: FakeClock;
let limits: TimeLimits;
beforeEach(() => {
  clock = new FakeClock();
  limits = new TimeLimits(clock);
});
const still = () => -Infinity;

test('what does not move is given up when its limit has passed, each by its own', async () => {
  const expired: string[] = [];
  limits.watch(100, still, () => expired.push('long'));
  limits.watch(30, still, () => expired.push('short'));
  await clock.pass(29);
  expect(expired).toEqual([]);
  await clock.pass(1);
  expect(expired).toEqual(['short']);
  await clock.pass(70);
  expect(expired).toEqual(['short', 'long']);
});

test('what has moved gets its limit anew', async () => {
  const expired = jest.fn();
  let movedAt = -Infinity;
  limits.watch(100, () => movedAt, expired);
  await clock.pass(60);
  movedAt = clock.now();
  await clock.pass(99);
  expect(expired).not.toHaveBeenCalled();
  await clock.pass(1);
  expect(expired).toHaveBeenCalledTimes(1);
});

test('what has ended is not given up, and no timer stays behind', async () => {
  const expired = jest.fn();
  const sleep = jest.spyOn(clock, 'sleep');
  const ends = [10, 20, 30].map((limit) => limits.watch(limit, still, expired));
  for (const end of ends) end();
  await clock.pass(1000);
  expect(expired).not.toHaveBeenCalled();
  for (const { 1: signal } of sleep.mock.calls) expect(signal?.aborted).toBe(true);
});

test('many that come and go while one is under way share a timer', async () => {
  const sleep = jest.spyOn(clock, 'sleep');
  const end = limits.watch(1000, still, () => undefined);
  await clock.pass(1);
  for (let exchange = 0; exchange < 50; exchange++) limits.watch(1000, still, () => undefined)();
  expect(sleep).toHaveBeenCalledTimes(1);
  end();
});

test('a clock that jumps meanwhile gives nothing up before it can be ended', async () => {
  jest.spyOn(clock, 'now').mockReturnValueOnce(0).mockReturnValue(1_000_000);
  const expired = jest.fn(() => end());
  const end = limits.watch(1000, still, expired);
  expect(expired).not.toHaveBeenCalled();
  await clock.pass(1000);
  expect(expired).toHaveBeenCalledTimes(1);
});
