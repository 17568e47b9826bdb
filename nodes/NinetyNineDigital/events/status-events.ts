import type { StatusFields, EventOrigin } from '../../shared/events/make-event';
import { completeStatus } from '../../shared/events/make-event';
import type { DeliveryEvent, DeliveryStatus } from '../../shared/events/delivery-event';
import { deliveryStatus } from '../../shared/events/status-order';
import { asTextOrNull, integerOf, isoTime, readAddress } from '../../shared/events/payload-values';
import type { JsonObject } from '../../shared/values/json';
import { isSameNumber } from './address';

/** The numbers of `ack` (known from a reseller of the platform). */
const ACKS = new Map<number, DeliveryStatus>([
  [0, 'failed'],
  [1, 'sent'],
  [2, 'delivered'],
  [3, 'read'],
]);

/** What `messageUpdate` means (known from a reseller of the platform); others exist. */
const FAILURES = new Map<number, string>([
  [2, 'The account has no credit left'],
  [5, 'The daily limit is reached'],
  [7, "The recipient's WhatsApp is too old"],
  [8, 'A template is needed: the session window is closed'],
  [12, 'The template is not approved'],
  [16, 'Too many messages in a short time'],
]);

/**
 * Reads an `update`: `from` is the recipient there and `to` the account, and not the other way round.
 * @returns undefined when it is not the status of a message
 */
export function updateEvent(hook: JsonObject, origin: EventOrigin): DeliveryEvent | undefined {
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
export function failureEvent(hook: JsonObject, origin: EventOrigin): DeliveryEvent | undefined {
  const id = asTextOrNull(hook.unique);
  if (id === null) return undefined;
  const code = integerOf(hook.messageUpdate);
  const fields: StatusFields = {
    status: 'failed',
    id,
    ...readAddress(undefined, hook.messageTo),
    timestamp: isoTime(hook.timestamp),
    ...(code !== undefined && {
      error: { code, title: FAILURES.get(code) ?? null, details: null },
    }),
  };
  return completeStatus(fields, 'failed', hook, origin);
}
