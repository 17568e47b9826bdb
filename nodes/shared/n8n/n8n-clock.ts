import { sleep } from 'n8n-workflow';
import type { Clock } from '../clock';

/** The real time. n8n's `sleep` heeds a signal only in newer versions, and leaves its listener behind, so that is seen to here. */
export const n8nClock: Clock = {
  now: () => Date.now(),
  sleep: async (milliseconds, signal) => {
    if (!signal) return await sleep(milliseconds);
    await new Promise<void>((resolve, reject) => {
      const timer = new AbortController();
      const onAbort = () => {
        timer.abort();
        reject(new Error('The wait was cut short'));
      };
      if (signal.aborted) return onAbort();
      signal.addEventListener('abort', onAbort);
      sleep(milliseconds, timer.signal).then(
        () => {
          signal.removeEventListener('abort', onAbort);
          resolve();
        },
        () => signal.removeEventListener('abort', onAbort),
      );
    });
  },
};
