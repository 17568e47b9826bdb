import type { FailureReason } from '../../shared/events/failure-reason';
import type {
  AccountEvent,
  ProviderEvent,
  ParsedPayload,
  DeliveryEvent,
  DeliveryStatus,
  MessageEvent,
} from '../../shared/events/delivery-event';
import type { EventOrigin, StatusFields } from '../../shared/events/make-event';
import {
  eventId,
  originFields,
  completeStatus,
  completeMessage,
  isFileType,
  textOrLink,
} from '../../shared/events/make-event';
import {
  isoTime,
  textOrNull,
  asTextOrNull,
  integerOf,
  readAddress,
} from '../../shared/events/payload-values';
import type { JsonObject } from '../../shared/values/json';
import { flagOf } from '../../shared/values/json';
import { deliveryStatus } from '../../shared/events/status-order';

/** Reads a webhook request of 99digital's; each has one event. Never throws. */
export function parseHook(hook: JsonObject, origin: EventOrigin): ParsedPayload {
  const event = readHook(hook, origin);
  return event ? { events: [event], notUnderstood: 0 } : { events: [], notUnderstood: 1 };
}

function readHook(hook: JsonObject, origin: EventOrigin): ProviderEvent | undefined {
  switch (hook.hook) {
    case 'update':
      return updateEvent(hook, origin);
    case 'system':
      return hook.type === 'messages' ? failureEvent(hook, origin) : accountEvent(hook, origin);
    case 'new':
      return messageEvent(hook, origin);
    default:
      return undefined;
  }
}

/** Reads a `system` hook that is about the account and not about a message. */
function accountEvent(hook: JsonObject, origin: EventOrigin): AccountEvent | undefined {
  const type = textOrNull(hook.type);
  if (type === null) return undefined;
  return {
    event: 'account',
    type,
    timestamp: isoTime(hook.timestamp),
    ...originFields(origin),
    // All of it: nobody documents what tells one from another.
    eventId: eventId(origin.provider, origin.channelId, 'account', JSON.stringify(hook)),
    raw: hook,
  };
}

/** The numbers of `ack` (known from a reseller of the platform). */
const ACKS = new Map<number, DeliveryStatus>([
  [0, 'failed'],
  [1, 'sent'],
  [2, 'delivered'],
  [3, 'read'],
]);

/** What `messageUpdate` means (known from a reseller of the platform); others exist. */
const FAILURES = new Map<number, [title: string, reason: FailureReason]>([
  [2, ['The account has no credit left', 'PAYMENT']],
  [5, ['The daily limit is reached', 'RATE_LIMITED']],
  [7, ["The recipient's WhatsApp is too old", 'NOT_REACHABLE']],
  [8, ['A template is needed: the session window is closed', 'WINDOW_CLOSED']],
  [12, ['The template is not approved', 'TEMPLATE']],
  [16, ['Too many messages in a short time', 'RATE_LIMITED']],
]);

/**
 * Reads an `update`: `from` is the recipient there and `to` the account, and not the other way round.
 * @returns undefined when it is not the status of a message
 */
function updateEvent(hook: JsonObject, origin: EventOrigin): DeliveryEvent | undefined {
  const id = asTextOrNull(hook.unique);
  const word = asTextOrNull(hook.ack);
  if (id === null || word === null) return undefined;
  const ack = integerOf(hook.ack);
  const from = asTextOrNull(hook.from) ?? hook.from_id; // as a message names those without a number
  const recipient = isSameNumber(from, origin.channelId) ? hook.to : from;
  const fields = {
    status: ack === undefined ? deliveryStatus(word) : (ACKS.get(ack) ?? 'unknown'),
    id,
    ...readAddress(undefined, recipient),
    timestamp: isoTime(hook.timestamp),
  };
  return completeStatus(fields, ack ?? word, hook, origin);
}

/**
 * Reads a `system` hook of the type `messages`: a message that failed.
 * @returns undefined when it names no message
 */
function failureEvent(hook: JsonObject, origin: EventOrigin): DeliveryEvent | undefined {
  const id = asTextOrNull(hook.unique);
  if (id === null) return undefined;
  const code = integerOf(hook.messageUpdate);
  const [title, reason] =
    code === undefined ? [textOrNull(hook.messageUpdate)] : (FAILURES.get(code) ?? [null]);
  const fields: StatusFields = {
    status: 'failed',
    id,
    ...readAddress(undefined, hook.messageTo),
    timestamp: isoTime(hook.timestamp),
    ...((code !== undefined || title !== null) && {
      error: { code: code ?? null, title, details: null, ...(reason && { reason }) },
    }),
  };
  return completeStatus(fields, 'failed', hook, origin);
}

/** Those whose `body` is none, whatever it holds, and whatever else is said. */
const NO_MEDIA = new Set(['text', 'location', 'contacts', 'button', 'list', 'reaction', 'order']);

/**
 * Reads a `new` hook: a message, of the customer's or of the business's own.
 * @returns undefined when it is not a message
 */
function messageEvent(hook: JsonObject, origin: EventOrigin): MessageEvent | undefined {
  const id = asTextOrNull(hook.unique);
  if (id === null) return undefined;
  const outgoing = isSameNumber(hook.from, origin.channelId);
  const type = textOrNull(hook.type) ?? 'unknown';
  const body = asTextOrNull(hook.body); // a number is what somebody wrote, too
  const kind = type.trim().toLowerCase();
  const isMedia = isFileType(type) || (flagOf(hook.media) === true && !NO_MEDIA.has(kind));
  return completeMessage(
    {
      direction: outgoing ? 'outgoing' : 'incoming',
      id,
      ...readAddress(
        groupOf(hook),
        outgoing ? hook.to : (asTextOrNull(hook.phone) ?? hook.from),
        outgoing ? undefined : hook.from_id,
      ),
      type,
      ...textOrLink(body, isMedia),
      caption: asTextOrNull(hook.caption),
      senderName: asTextOrNull(hook.senderName),
      quotedMessageId: asTextOrNull(hook.quoteUnique),
      timestamp: isoTime(hook.timestamp),
    },
    hook,
    origin,
  );
}

/** @returns the group that somebody has written in: `phone` is then one of its members */
function groupOf({ from }: JsonObject): string | undefined {
  return typeof from === 'string' && /@g\.us\s*$/i.test(from) ? from : undefined;
}

/** @returns whether both are the same number, with or without a plus */
export function isSameNumber(given: unknown, number: string): boolean {
  return readAddress(undefined, given).phone === number;
}
