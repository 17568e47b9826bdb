/**
 * Reads a Retry-After header (RFC 9110, 10.2.3).
 * @param value seconds (`"120"`) or an HTTP date (`"Fri, 31 Dec 1999 23:59:59 GMT"`)
 * @param now milliseconds since the epoch
 * @returns milliseconds to wait from now, never negative; undefined when there is no readable value
 */
export function retryAfter(value: string | undefined, now: number): number | undefined {
  const text = value?.trim();
  if (!text) return undefined;
  if (/^\d+(\.\d+)?$/.test(text)) return Number(text) * 1000;
  const date = Date.parse(text);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}
