import type { FailedAttempt } from '../world/webhook-outbox';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** The waits before each repetition: again at once, then after 5 min, 20 min, 1 h, 4 h, 24 h (99digital-api.md#webhook-requests). */
const REPEAT_WAITS_MS = [0, 5 * MINUTE_MS, 20 * MINUTE_MS, HOUR_MS, 4 * HOUR_MS, 24 * HOUR_MS];

/**
 * When a webhook that failed is posted again, in milliseconds since 1970 on the sandbox's clock; null after
 * the last. Each wait is taken from the time at which the attempt before was due.
 */
export function repeatAt({ attempt, dueAt }: FailedAttempt): number | null {
  const wait = REPEAT_WAITS_MS[attempt - 1];
  return wait === undefined ? null : dueAt + wait;
}
