/** How long the window stays open after a customer's message: 24 hours, in milliseconds. */
export const SESSION_WINDOW_MS = 86_400_000;

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
