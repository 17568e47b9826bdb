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
