/** How long the window stays open after a customer's message: 24 hours, in milliseconds. */
export const SESSION_WINDOW_MS = 86_400_000;

/**
 * What comes in the form of a customer's message and is none: WhatsApp's own notes, such as that a number has
 * changed, and what becomes of an earlier message. Nobody says that an edit opens a window, so none is claimed.
 */
const NO_MESSAGES = new Set([
  ...['system', 'notification', 'notification_template', 'e2e_notification', 'gp2', 'protocol'],
  ...['edit', 'edited', 'revoke', 'revoked', 'delete', 'deleted', 'request_welcome'],
]);

/** @param type the provider's name of an incoming message's type @returns whether it opens the session window, or opens it anew */
export function opensWindow(type: string): boolean {
  return !NO_MESSAGES.has(type.trim().toLowerCase());
}

/** WhatsApp's 24-hour session window with one customer, as far as it is known. */
export interface SessionWindow {
  /** `unknown`: nothing tells when the customer last wrote. That is no reason not to send. */
  window: 'open' | 'closed' | 'unknown';
  /** Whole minutes until it closes; null unless it is open. */
  minutesLeft: number | null;
  /** ISO 8601 in UTC; null where it is not known. */
  lastCustomerMessageAt: string | null;
  /** ISO 8601 in UTC, in the past for a closed window; null where it is not known. */
  closesAt: string | null;
}

/** What is said when nothing is known. */
export const UNKNOWN_WINDOW: SessionWindow = {
  window: 'unknown',
  minutesLeft: null,
  lastCustomerMessageAt: null,
  closesAt: null,
};

const MINUTE_MS = 60_000;

/**
 * @param wrote when the customer last wrote @param now both in milliseconds since the epoch, by one clock
 * @returns the window that follows from it, open or closed
 */
export function windowSince(wrote: number, now: number): SessionWindow {
  const closes = wrote + SESSION_WINDOW_MS;
  const isOpen = closes > now;
  return {
    window: isOpen ? 'open' : 'closed',
    // A message that our clock has not reached yet leaves no more than 24 hours all the same.
    minutesLeft: isOpen ? Math.floor(Math.min(closes - now, SESSION_WINDOW_MS) / MINUTE_MS) : null,
    lastCustomerMessageAt: new Date(wrote).toISOString(),
    closesAt: new Date(closes).toISOString(),
  };
}

/**
 * @param heard when a trigger last heard the customer write; undefined where it did not @param now by the same clock
 * @returns the window by the later of both. What a trigger has not heard says nothing: it may have been off
 */
export function withHeard(
  window: SessionWindow,
  heard: number | undefined,
  now: number,
): SessionWindow {
  const known = Date.parse(window.lastCustomerMessageAt ?? '');
  if (heard === undefined || heard <= known) return window;
  const since = windowSince(heard, now);
  return since.window === 'open' || window.window === 'closed' ? since : window;
}

/** @returns the window as it is some milliseconds after it was told */
export function laterOn(window: SessionWindow, elapsed: number): SessionWindow {
  const passed = Math.floor(elapsed / MINUTE_MS);
  if (window.minutesLeft === null || passed <= 0) return window;
  const minutesLeft = window.minutesLeft - passed;
  return minutesLeft > 0
    ? { ...window, minutesLeft }
    : { ...window, window: 'closed', minutesLeft: null };
}
