import type { Clock } from '../async/clock';

/** The part of a Node HTTP response that tells how a request ended. */
export interface RequestEnd {
  readonly closed: boolean;
  readonly writableEnded: boolean;
  readonly statusCode: number;
  once(event: 'close', listener: () => void): unknown;
}

const LOOK_AGAIN_MS = 100;
const GIVE_UP_MS = 60_000;

/**
 * Waits until n8n has answered a request whose events were handed to it. Newer versions answer once
 * the execution is in the database or the queue, and with 500 when it could not be put there.
 * @returns whether n8n has taken the events over: it answered, or meant to, with 2xx
 */
export async function takenOver(response: RequestEnd, clock: Clock): Promise<boolean> {
  if (!response.closed) await new Promise<void>((resolve) => response.once('close', resolve));
  // The sender may hang up before n8n is done; what n8n answers into the void is the truth all the same.
  for (let waited = 0; !response.writableEnded; waited += LOOK_AGAIN_MS) {
    if (waited >= GIVE_UP_MS) return false;
    await clock.sleep(LOOK_AGAIN_MS);
  }
  return response.statusCode >= 200 && response.statusCode < 300;
}
