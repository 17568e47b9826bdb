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
