import type { SessionWindow } from '../../shared/whatsapp/session-window';
import { SESSION_WINDOW_MS } from '../../shared/whatsapp/session-window';

const MINUTE_MS = 60_000;

/** What is said of a person who never wrote, or last wrote nobody knows when. */
export const CLOSED_WINDOW: SessionWindow = {
  window: 'closed',
  minutesLeft: null,
  lastCustomerMessageAt: null,
  closesAt: null,
};

/**
 * Reads `templateTimeLeft`, the minutes left of the session window. Each of the person's messages sets it back
 * to 24 hours, so it also tells when the last one came, to the minute.
 * @param value minutes as a text or a number
 * @param now milliseconds since the epoch
 * @returns undefined for anything else
 */
export function readTimeLeft(value: unknown, now: number): SessionWindow | undefined {
  const given = (typeof value === 'string' && value.trim() !== '') || typeof value === 'number';
  const minutes = given ? Math.floor(Number(value)) : NaN;
  if (!Number.isSafeInteger(minutes)) return undefined;
  if (minutes <= 0) return CLOSED_WINDOW;
  const closes = now + Math.min(minutes * MINUTE_MS, SESSION_WINDOW_MS);
  return {
    window: 'open',
    minutesLeft: Math.floor((closes - now) / MINUTE_MS),
    lastCustomerMessageAt: new Date(closes - SESSION_WINDOW_MS).toISOString(),
    closesAt: new Date(closes).toISOString(),
  };
}
