import type { Measurement } from '../bench/sending/measure';
import { sendingTargets } from '../bench/sending/targets';

/** One round of 1,000 items: the subject's seconds and CPU seconds. */
function round(times: Record<string, [seconds: number, cpuSeconds: number]>): Measurement[] {
  return Object.entries(times).map(([subject, [seconds, cpuSeconds]]) => ({
    subject,
    engine: 'default',
    count: 1000,
    delayMs: 20,
    round: 0,
    seconds,
    cpuSeconds,
    connections: 10,
    mostInFlight: 10,
    heads: 1,
    bytes: 149_000,
  }));
}
const others = { http: [9, 8], 'http-batched': [9, 8], 'pool-10': [2, 0.2] } as const;
const verdicts = (times: Record<string, readonly [number, number]>) =>
  sendingTargets(round({ ...others, ...times } as never)).map(({ reached }) => reached);

test('with a core of its own, what is measured is judged', () => {
  expect(verdicts({ evaluation: [2.4, 2.4], 'ours-10-one': [2.8, 2.8] })).toEqual([
    true,
    true,
    true,
    true,
  ]);
  expect(verdicts({ evaluation: [2.4, 2.4], 'ours-10-one': [3.6, 3.4] })[0]).toBe(false);
});

test('times are not held against evaluating that had no core of its own', () => {
  const [time] = verdicts({ evaluation: [8.5, 3.8], 'ours-10-one': [6, 3.5] });
  expect(time).toBeUndefined();
});

test('fields that are asked for together may take less than evaluating each', () => {
  const [time, , , cpu] = verdicts({ evaluation: [1.9, 1.9], 'ours-10-one': [2.3, 0.8] });
  expect([time, cpu]).toEqual([true, true]);
});

test('a link each is held against the larger limit, and a pool that makes the HEADs is told of beside it', () => {
  const times = { evaluation: [1, 1], 'pool-10-heads': [2.5, 0.4], 'ours-10-distinct': [2.5, 2.5] };
  const all = sendingTargets(round({ ...others, ...times } as never));
  expect(all[0]?.measured).toContain(
    '1.25 times in 1 of 1 rounds; 1.00 where the pool makes the HEADs',
  );
  expect(all[0]?.reached).toBe(false);
});
