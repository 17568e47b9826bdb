import type { Clock } from '../async/clock';
import { LONGEST_CLOSED_MS, type SendGate } from './send-gate';
import type { SendOutcome } from '../provider/send-outcome';
import { STOPPED } from '../provider/send-outcome';

const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 30_000;

const CLOSED: SendOutcome = {
  kind: 'notSent',
  code: 'RATE_LIMITED',
  text: 'it has asked to wait for more than ten minutes',
};

/** How often, and under what conditions, one message is attempted. */
export interface RetryOptions {
  gate: SendGate;
  /** Attempts after the first, of a message that certainly was not sent. */
  maxRetries: number;
  clock: Clock;
  /** Once aborted there is no further attempt; one under way is waited for. */
  signal: AbortSignal;
  /** 0 ≤ n < 1, spreads the waits. */
  random: () => number;
}

/**
 * Sends one message. It is attempted again only when the last attempt certainly did not send it.
 * @param send makes one attempt; `stopped` when it came to none, which is not tried again
 * @returns the outcome of the last attempt; `stopped` where there was none
 */
export async function sendWithRetries(
  send: () => Promise<SendOutcome>,
  { gate, maxRetries, clock, signal, random }: RetryOptions,
): Promise<SendOutcome> {
  let outcome: SendOutcome = STOPPED;
  for (let attempt = 0; !signal.aborted; attempt++) {
    const passedAt = await gate.pass(signal).catch(() => 'stopped' as const);
    if (passedAt === 'stopped') return outcome;
    if (passedAt === 'closed') return attempt === 0 ? CLOSED : outcome;
    const attempted = await send();
    if (attempted.kind === 'stopped') {
      gate.giveBack(passedAt); // 1,000 items that are skipped do not keep the others waiting
      return outcome;
    }
    outcome = attempted;
    if (outcome.kind === 'accepted' || outcome.kind === 'queued') gate.taken();
    if (outcome.kind !== 'notSent') return outcome;
    const wait = Math.max(outcome.retryAfter ?? 0, backoff(attempt, random));
    if (outcome.code === 'RATE_LIMITED') gate.tooFast(passedAt, wait);
    if (attempt >= maxRetries || wait > LONGEST_CLOSED_MS) return outcome;
    await clock.sleep(wait, signal).catch(() => undefined); // stopped: the loop ends
  }
  return outcome;
}

/** Exponential, with half of it left to chance so that many do not come back at the same moment. */
function backoff(attempt: number, random: () => number): number {
  return Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** attempt) * (0.5 + random() / 2);
}
