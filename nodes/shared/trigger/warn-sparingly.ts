import type { Logger } from 'n8n-workflow';
import { lruSet } from '../async/lru';

const AS_IT_COMES = 3;
const PERIOD_MS = 3_600_000;
const MAX_REASONS = 1_000;

/** How often it was to be said, since when. */
interface Count {
  times: number;
  since: number;
}

const counts = new Map<string, Count>();

/**
 * Logs what strangers can bring about as often as they like: the first three times, and then how often it has
 * been, at 10, 100, 1,000 … times; after an hour anew.
 * @param reason what is counted: a trigger, and one of the few things that happen to it; nothing that a request brings
 */
export function warnSparingly(logger: Logger, reason: string, message: string): void {
  const now = Date.now();
  const before = counts.get(reason);
  const goesOn = before && now - before.since < PERIOD_MS;
  const count = goesOn ? before : { times: 0, since: now };
  count.times++;
  lruSet(counts, MAX_REASONS, reason, count);
  if (count.times <= AS_IT_COMES) {
    const untold = !goesOn && before && before.times > AS_IT_COMES ? before : undefined;
    logger.warn(untold ? `${message} (${timesOf(untold)} before)` : message);
  } else if (Number.isInteger(Math.log10(count.times)))
    logger.warn(`${message} (${timesOf(count)})`);
}

function timesOf({ times, since }: Count): string {
  return `${times} times since ${new Date(since).toISOString()}`;
}
