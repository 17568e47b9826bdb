import type { Clock } from '../async/clock';
import type { HttpExchange } from './exchange';

const FIRST_WAIT_MS = 500;
/** A provider that asks for more than this is not waited for. */
const LONGEST_WAIT_MS = 10_000;

/** How often an exchange may be repeated. */
export interface Repetition {
  /** Exchanges after the first. */
  retries: number;
  clock: Clock;
  /** Once aborted nothing is repeated. */
  signal?: AbortSignal;
}

/**
 * Makes an exchange that does no harm when it is made twice, such as a GET: it is repeated when no answer
 * came, on 429 and on 5xx, with growing waits and not before the time that Retry-After names; not where that asks
 * for more than ten seconds.
 * @returns the last exchange
 */
export async function repeatExchange(
  make: () => Promise<HttpExchange>,
  { retries, clock, signal }: Repetition,
): Promise<HttpExchange> {
  for (let attempt = 0; ; attempt++) {
    const exchange = await make();
    if (attempt >= retries || !isTransient(exchange) || signal?.aborted) return exchange;
    const asked = exchange.kind === 'answer' ? retryAfter(exchange.headers, clock.now()) : 0;
    const wait = Math.max(asked ?? 0, FIRST_WAIT_MS * 2 ** attempt);
    if (wait > LONGEST_WAIT_MS) return exchange;
    try {
      await clock.sleep(wait, signal);
    } catch {
      return exchange; // cancelled while it waited
    }
  }
}

/** Whether the same request may well succeed in a moment. */
export function isTransient(exchange: HttpExchange): boolean {
  if (exchange.kind === 'failure') return true;
  return exchange.status === 429 || (exchange.status >= 500 && exchange.status !== 501);
}

/** Whether a question's answer means that there is no such method: 501 is what 1MSG says of one that is off (1msg-api.md#hookinfo). */
export function isNoMethod(exchange: HttpExchange): boolean {
  return exchange.kind === 'answer' && [404, 405, 410, 501].includes(exchange.status);
}

/**
 * Reads a Retry-After header (RFC 9110, 10.2.3). Whoever waits by it waits at least as long as without one: 0 and a date
 * that has passed are no reason to hurry.
 * @param headers an answer's. A date is taken from that of the answer, where it has one: our clock may be wrong
 * @param now milliseconds since the epoch
 * @returns milliseconds to wait from now, never negative; undefined when there is no readable value
 */
export function retryAfter(headers: Record<string, string>, now: number): number | undefined {
  const text = headers['retry-after']?.trim() ?? '';
  const seconds = /^\d+(?:\.\d+)?(?=\s*(?:,|$))/.exec(text)?.[0]; // the first of several
  if (seconds) return Number(seconds) * 1000;
  if (!/^[a-z]{3,9},?\s/i.test(text)) return undefined; // Date.parse makes a date of "-5", too
  const answered = Date.parse(headers.date ?? '');
  const wait = Date.parse(text) - (Number.isNaN(answered) ? now : answered);
  return Number.isNaN(wait) ? undefined : Math.max(0, wait);
}
