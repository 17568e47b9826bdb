import { performance } from 'node:perf_hooks';

const TIMES_FASTER = 100;

/** For `jest.mock` of nodes/shared/n8n/n8n-clock: a clock on which a second passes in ten milliseconds. */
export function fastClock() {
  const { n8nClock } = jest.requireActual<typeof import('../../nodes/shared/n8n/n8n-clock')>(
    '../../nodes/shared/n8n/n8n-clock',
  );
  const started = { at: n8nClock.now(), tick: performance.now() };
  return {
    n8nClock: {
      now: () => started.at + (performance.now() - started.tick) * TIMES_FASTER,
      sleep: (ms: number, signal?: AbortSignal) => n8nClock.sleep(ms / TIMES_FASTER, signal),
    },
  };
}
