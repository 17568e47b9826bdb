import type { FailureReason } from './failure-reason';

/** How far a message has come. `unknown`: the provider said something that no document explains. */
export type DeliveryStatus = 'sent' | 'delivered' | 'read' | 'failed' | 'unknown';

/** Why a message was not delivered. */
export interface DeliveryError extends ProviderError {
  /** What a workflow can branch on. */
  reason: FailureReason;
  /** A sentence: what happened, and what to do. */
  advice: string;
}

/** Why a message was not delivered, in the provider's words. */
export interface ProviderError {
  /** Meta's error code, such as 131047; null where the provider gives only a text. */
  code: number | null;
  title: string | null;
  details: string | null;
}

interface EventOfProvider {
  /** When it happened, ISO 8601 in UTC; null where the provider does not say. */
  timestamp: string | null;
  /** When this n8n received it, ISO 8601 in UTC. */
  receivedAt: string;
  /** The same for every delivery of the same event, so that duplicates can be told over restarts and processes. */
  eventId: string;
  channelId: string;
  /** Such as `1msg`. */
  provider: string;
}

interface EventOfMessage extends EventOfProvider {
  /** The message's ID, the same that Send File returned. */
  id: string;
  /** Digits with country code; null for groups, and for hidden numbers and user IDs that come alone. */
  phone: string | null;
  chatId: string | null;
  /** The provider's own element, only where it was asked for. */
  raw?: unknown;
}

/** A message that was sent has come further, or failed. */
export interface DeliveryEvent extends EventOfMessage {
  event: 'status';
  status: DeliveryStatus;
  error?: DeliveryError;
  category?: string;
  pricing?: unknown;
  conversation?: unknown;
}

/** A message came in from a customer, or the business sent one (from this n8n or elsewhere). */
export interface MessageEvent extends EventOfMessage {
  event: 'message';
  direction: 'incoming' | 'outgoing';
  /** The provider's name of the type: chat, image, document, ptt … */
  type: string;
  text: string | null;
  /** Where the file can be fetched; such links are temporary. */
  mediaUrl: string | null;
  caption: string | null;
  senderName: string | null;
  quotedMessageId: string | null;
  /** Of a person's message to the business only: when the 24-hour session window that it opened closes, ISO 8601 in UTC. */
  windowClosesAt?: string;
}

/** The account itself: its quality, its templates, its phone. */
export interface AccountEvent extends EventOfProvider {
  event: 'account';
  /** The provider's name of the type: update, issues, template … */
  type: string;
  /** All that the provider said; nobody documents what that is. */
  raw: unknown;
}

/** Anything that a provider tells of its own accord. */
export type ProviderEvent = DeliveryEvent | MessageEvent | AccountEvent;

/** What was read from one request of a provider's. */
export interface ParsedPayload<Event extends ProviderEvent = ProviderEvent> {
  events: Event[];
  /** How many elements were something else, or broken. */
  notUnderstood: number;
}
