import { redact } from '../http/redact';
import type {
  DeliveryError,
  ProviderError,
  ProviderEvent,
  DeliveryEvent,
  MessageEvent,
} from './delivery-event';
import type { FailureReason } from './failure-reason';
import { adviceOn, failureReason } from './failure-reason';
import { hash } from 'node:crypto';
import type { Address } from './payload-values';
import { opensWindow, SESSION_WINDOW_MS } from '../whatsapp/session-window';

/** What events take from the request that brought them. */
export interface EventOrigin {
  /** As events name it, such as `1msg`. */
  provider: string;
  /** The account's: a 1MSG channel's ID, a number at 99digital. */
  channelId: string;
  /** ISO 8601 in UTC. */
  receivedAt: string;
  /** Whether events carry the element they were read from. */
  includeRaw: boolean;
}

/** The fields that every event of a request has alike. */
export function originFields({
  provider,
  channelId,
  receivedAt,
}: EventOrigin): Pick<DeliveryEvent, 'channelId' | 'receivedAt' | 'provider'> {
  return { receivedAt, channelId, provider };
}

/** What else than its `phone` and `chatId` an event's person is known by; no part of the event, which goes to the workflow. */
const otherNames = new WeakMap<ProviderEvent, readonly string[]>();

/** @param chatIds all that whom the event is about is known by @returns the event */
function knownAs<E extends ProviderEvent>(event: E, chatIds: readonly string[] | undefined): E {
  if (chatIds) otherNames.set(event, chatIds);
  return event;
}

/** @returns what else its person is known by */
export const namesOf = (event: ProviderEvent): readonly string[] => otherNames.get(event) ?? [];

/**
 * Names an event so that each delivery of it, in whatever form, gets the same name. No time goes in:
 * 1MSG's `ack[]` has none where `hooks[]` tells the same event with one (1msg-api.md#webhook-requests).
 * @param parts what makes the event this one: provider, channel, kind, message ID and, of a status event, the status
 * @returns 22 characters, safe in URLs and file names
 */
export function eventId(...parts: readonly string[]): string {
  return hash('sha256', JSON.stringify(parts), 'base64url').slice(0, 22);
}

/** A status's own fields, whichever form they came in. */
export type StatusFields = Omit<
  DeliveryEvent,
  'event' | 'receivedAt' | 'eventId' | 'channelId' | 'provider' | 'raw' | 'error'
> &
  Address & {
    /** With a reason where the provider has numbers of its own. */
    error?: ProviderError & { reason?: FailureReason };
  };

/**
 * Adds to a status's own fields what every status event has.
 * @param said the provider's word or number for the status, which tells unknown ones apart
 */
export function completeStatus(
  { status, id, phone, chatId, timestamp, knownAs: names, error, ...known }: StatusFields,
  said: string | number,
  raw: unknown,
  origin: EventOrigin,
): DeliveryEvent {
  const name = status === 'unknown' ? `unknown:${said}` : status;
  const event: DeliveryEvent = {
    event: 'status',
    ...{ status, id, phone, chatId, timestamp },
    ...originFields(origin),
    eventId: eventId(origin.provider, origin.channelId, 'status', id, name),
    ...known,
    ...((error || status === 'failed') && { error: toShow(error ?? NO_WORDS) }),
    ...((origin.includeRaw || status === 'unknown') && { raw }),
  };
  return knownAs(event, names);
}

const NO_WORDS: ProviderError = { code: null, title: null, details: null };

/** A provider may repeat the file's link in its words, with the signature that opens it. */
function toShow({
  code,
  title,
  details,
  reason,
}: NonNullable<StatusFields['error']>): DeliveryError {
  const known = reason ?? failureReason(code, [title, details]);
  return {
    code,
    title: title && redact(title),
    details: details && redact(details),
    ...{ reason: known, advice: adviceOn(known) },
  };
}

/** The types of messages that are a file, at every provider. */
const FILE_TYPES = new Set(['image', 'video', 'document', 'audio', 'ptt', 'voice', 'sticker']);

/** @param type the provider's name of it, in whatever case */
export const isFileType = (type: string): boolean => FILE_TYPES.has(type.trim().toLowerCase());

/** @param body what a provider gives of a message: its text, or a link to its file */
export function textOrLink(
  body: string | null,
  isFile: boolean,
): Pick<MessageEvent, 'text' | 'mediaUrl'> {
  if (!isFile) return { text: body, mediaUrl: null };
  return { text: null, mediaUrl: body !== null && /^https?:/i.test(body) ? body : null };
}

/** A message's own fields, whichever form they came in. */
export type MessageFields = Omit<
  MessageEvent,
  'event' | 'receivedAt' | 'eventId' | 'channelId' | 'provider' | 'windowClosesAt' | 'raw'
> &
  Address;

/** Chats of more than one person: what is written there opens no window with any of them. */
const OF_MANY = /@(?:g\.us|broadcast|newsletter)$/;

/** Adds to a message's own fields what every message event has. */
export function completeMessage(
  { knownAs: names, ...fields }: MessageFields,
  raw: unknown,
  origin: EventOrigin,
): MessageEvent {
  const { direction, type, chatId, timestamp } = fields;
  const ofPerson = chatId !== null && !OF_MANY.test(chatId);
  const opened = direction === 'incoming' && ofPerson && opensWindow(type) ? timestamp : null;
  const event: MessageEvent = {
    event: 'message',
    ...fields,
    ...originFields(origin),
    eventId: eventId(origin.provider, origin.channelId, 'message', fields.id),
    ...(opened !== null && {
      windowClosesAt: new Date(Date.parse(opened) + SESSION_WINDOW_MS).toISOString(),
    }),
    ...(origin.includeRaw && { raw }),
  };
  return knownAs(event, names);
}
