import { performance } from 'node:perf_hooks';
import { setImmediate } from 'node:timers';

const TIMES_FASTER = 100;
/**
 * No more of its time passes while the event loop goes round once: a machine that stands still for 50 ms has not let
 * five seconds go by in which a server, which is in this process as well, could have answered.
 */
const MOST_AT_ONCE_MS = 200;

/** For `jest.mock` of nodes/shared/n8n/n8n-clock: a clock on which a second passes in ten milliseconds, or later. */
export function fastClock() {
  const { n8nClock } = jest.requireActual<typeof import('../../nodes/shared/n8n/n8n-clock')>(
    '../../nodes/shared/n8n/n8n-clock',
  );
  let time = n8nClock.now();
  let lookedAt = performance.now();
  let isNewRound = true;
  const now = () => {
    if (!isNewRound) return time;
    isNewRound = false;
    setImmediate(() => (isNewRound = true));
    const tick = performance.now();
    time += Math.min((tick - lookedAt) * TIMES_FASTER, MOST_AT_ONCE_MS);
    lookedAt = tick;
    return time;
  };
  const sleep = async (ms: number, signal?: AbortSignal) => {
    const until = now() + ms;
    do await n8nClock.sleep(ms > 0 ? 1 : 0, signal);
    while (now() < until);
  };
  return { n8nClock: { now, sleep } };
}
