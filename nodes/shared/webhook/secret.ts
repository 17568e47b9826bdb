import { createHmac, hash, timingSafeEqual } from 'node:crypto';
import type { Account } from '../account';

const LABEL = 'n8n-nodes-1msg-send-file webhook';

/**
 * The secret that a trigger's URL carries. The providers sign nothing, and
 * an account's ID in the body is no proof of anything, so the URL itself has to be what a stranger cannot know. Derived, so that nothing needs to be stored.
 * @returns 64 hexadecimal digits; another account or token gives another secret
 */
export function deriveSecret(account: Account): string {
  return createHmac('sha256', account.token).update(`${LABEL}\n${account.id}`).digest('hex');
}

/** Compares without telling by the time it takes how much of a guess was right. */
export function isSecret(given: unknown, expected: string): boolean {
  if (typeof given !== 'string' || expected === '') return false;
  // Of the same length, whatever was given. On every request, so with what costs the least.
  const digest = (text: string) => hash('sha256', text, 'buffer');
  return timingSafeEqual(digest(given), digest(expected));
}
