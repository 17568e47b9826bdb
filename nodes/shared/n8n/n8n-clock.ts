import { sleep } from 'n8n-workflow';
import type { Clock } from '../clock';
import { onAbort } from '../on-abort';

/** The real time. n8n's `sleep` heeds a signal only in newer versions, so that is seen to here. */
export const n8nClock: Clock = {
  now: () => Date.now(),
  sleep: async (milliseconds, signal) => {
    if (!signal) return await sleep(milliseconds);
    await new Promise<void>((resolve, reject) => {
      const cutShort = () => reject(new Error('The wait was cut short'));
      if (signal.aborted) return cutShort();
      const timer = new AbortController();
      const stopListening = onAbort(signal, () => {
        timer.abort();
        cutShort();
      });
      sleep(milliseconds, timer.signal).then(
        () => {
          stopListening();
          resolve();
        },
        () => undefined, // aborted: already rejected
      );
    });
  },
};
