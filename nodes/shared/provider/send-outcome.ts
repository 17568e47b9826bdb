import type { SessionWindow } from '../whatsapp/session-window';

/** The codes that a failed item carries as `errorCode`. */
export type SendErrorCode =
  | 'INVALID_RECIPIENT'
  | 'INVALID_FILE'
  | 'UNAUTHORIZED'
  | 'WINDOW_CLOSED'
  | 'RATE_LIMITED'
  | 'REJECTED'
  | 'UNREACHABLE'
  | 'OUTCOME_UNKNOWN';

interface OfMessage {
  /** Set when it is of a template, and not of a file. */
  sentVia?: 'sendTemplate';
}

/** The provider took the message over. That it arrives is another matter. */
export interface Accepted extends OfMessage {
  kind: 'accepted';
  /** The message's ID; null when the provider said "sent" without giving one. */
  id: string | null;
  message?: string;
  description?: string;
  /** Set when it is known not from the answer but from the channel's history. */
  reconciled?: true;
  /** The recipient's session window, where the answer tells of it. */
  window?: SessionWindow;
  /** The request as the provider says that it got it, where it was asked for. */
  originalRequest?: Record<string, unknown>;
}

/** The provider will send it later; there is mostly no message ID yet. */
export interface Queued extends OfMessage {
  kind: 'queued';
  jobId: string;
  /** The message's ID, where the provider gives one already. */
  id?: string;
  message?: string;
}

/** Refused, since the customer has not written within the last 24 hours. */
export interface WindowClosed {
  kind: 'windowClosed';
  /** The provider's words. */
  text: string;
}

/** Refused for good: the same request would be refused again. */
export interface Refused extends OfMessage {
  kind: 'refused';
  code: 'INVALID_RECIPIENT' | 'INVALID_FILE' | 'UNAUTHORIZED' | 'REJECTED';
  /** The provider's words, or what was found wrong before anything was sent. */
  text: string;
  /** The HTTP status it came with; without one it was not the provider that refused. */
  httpStatus?: number;
}

/** Certainly not sent, for a passing reason: it may be tried again. */
export interface NotSent extends OfMessage {
  kind: 'notSent';
  /**
   * INVALID_FILE: reading the file broke off, on its own server or in n8n's storage. REJECTED: the provider
   * says that it did not work out this time.
   */
  code: 'UNREACHABLE' | 'RATE_LIMITED' | 'INVALID_FILE' | 'REJECTED';
  text: string;
  /** Milliseconds the provider asked to wait. */
  retryAfter?: number;
  /** It takes no more to this person; to others it does. */
  ofPerson?: true;
}

/** Perhaps sent: it must not be tried again. */
export interface Unknown extends OfMessage {
  kind: 'unknown';
  /** One phrase without a full stop: what became of the request. */
  text: string;
}

/** Not sent, as the run was stopped before there was an attempt, or the message was not {@link SendRequest.due}. */
export interface Stopped {
  kind: 'stopped';
  text: string;
}

export const STOPPED: Stopped = { kind: 'stopped', text: 'the run was stopped' };

/** What became of one send. A value, not an exception: what may be tried again is decided by its kind alone. */
export type SendOutcome = Accepted | Queued | WindowClosed | Refused | NotSent | Unknown | Stopped;
