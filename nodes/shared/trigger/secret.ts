import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Account } from '../provider/account';

const LABEL = 'n8n-nodes-1msg-send-file webhook';

/**
 * The secret that a trigger's URL carries. The providers sign nothing, and
 * an account's ID in the body is no proof of anything, so the URL itself has to be what a stranger cannot know. Derived, so that nothing needs to be stored.
 * @returns 64 hexadecimal digits; another account or token gives another secret
 */
export function deriveSecret(account: Account): string {
  return createHmac('sha256', account.token).update(`${LABEL}\n${account.id}`).digest('hex');
}

/** @returns whether it has the form of a derived secret: what has not need not be compared with one */
export function isDerived(given: unknown): boolean {
  return typeof given === 'string' && /^[\da-f]{64}$/.test(given);
}

/** Compares without telling by the time it takes how much of a guess was right; only its length may show. */
export function isSecret(given: unknown, expected: string): boolean {
  if (typeof given !== 'string' || expected === '') return false;
  const shown = Buffer.from(given);
  const right = Buffer.from(expected);
  return shown.length === right.length && timingSafeEqual(shown, right);
}
