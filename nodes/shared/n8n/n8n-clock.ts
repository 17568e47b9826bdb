import { sleep } from 'n8n-workflow';
import type { Clock } from '../async/clock';
import { onAbort } from '../async/on-abort';

/** A timer that is longer ends at once in Node: 24 days. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** The real time. n8n's `sleep` heeds a signal only in newer versions, so that is seen to here. */
export const n8nClock: Clock = {
  now: () => Date.now(),
  sleep: async (milliseconds, signal) => {
    const time = Math.min(milliseconds, LONGEST_TIMER_MS);
    if (!signal) return await sleep(time);
    await new Promise<void>((resolve, reject) => {
      const cutShort = () => reject(new Error('The wait was cut short'));
      if (signal.aborted) return cutShort();
      const timer = new AbortController();
      const stopListening = onAbort(signal, () => {
        timer.abort();
        cutShort();
      });
      sleep(time, timer.signal).then(
        () => {
          stopListening();
          resolve();
        },
        () => undefined, // aborted: already rejected
      );
    });
  },
};
