import { completeStatus } from '../../shared/events/make-event';
import type { DeliveryEvent, ProviderError } from '../../shared/events/delivery-event';
import { failureReason } from '../../shared/events/failure-reason';
import { deliveryStatus } from '../../shared/events/status-order';
import type { JsonObject } from '../../shared/values/json';
import { isJsonObject, parseJson } from '../../shared/values/json';
import type { EventOrigin } from '../../shared/events/make-event';
import type { Address } from '../../shared/events/payload-values';
import {
  elementsOf,
  asTextOrNull,
  integerOf,
  isoTime,
  part,
  textOrNull,
} from '../../shared/events/payload-values';
import { Contacts, groupAddress } from './meta-person';

/**
 * Reads one element of `ack[]`, `hooks[]` or Meta's `statuses[]`; their fields do not contradict each other.
 * @param contacts what Meta has beside it
 * @returns undefined when it is not the status of a message
 */
export function statusEvent(
  element: unknown,
  origin: EventOrigin,
  contacts = new Contacts(),
): DeliveryEvent | undefined {
  if (!isJsonObject(element)) return undefined;
  const id = asTextOrNull(element.id);
  const word = statusWord(element.status);
  const ofMessage = (element.type ?? 'message') === 'message';
  if (id === null || word === null || !ofMessage) return undefined;

  const error = readError(element);
  const { category, pricing, conversation } = element;
  const fields = {
    status: deliveryStatus(word),
    id,
    ...addressOf(element, contacts),
    timestamp: isoTime(element.timestamp),
    ...(error && { error }),
    ...(typeof category === 'string' && { category }),
    ...(isJsonObject(pricing) && { pricing }),
    ...(isJsonObject(conversation) && { conversation }),
  };
  return completeStatus(fields, word, element, origin);
}

function addressOf(element: JsonObject, contacts: Contacts): Address {
  const { chatId, phone, bsuid } = element;
  const { recipient_user_id: userId, recipient_parent_user_id: parentUserId } = element;
  const names = {
    chatId,
    number: asTextOrNull(phone) ?? element.recipient_id,
    userIds: [bsuid, userId, parentUserId],
  };
  return groupAddress(element) ?? contacts.read(names).address;
}

/** @returns what is said of the status; null where nothing is */
function statusWord(status: unknown): string | null {
  const isText = typeof status === 'string' || status === undefined || status === null;
  return isText ? textOrNull(status) : JSON.stringify(status);
}

/**
 * `ack[]` has a text in `error`; the others have Meta's `errors[]`. A number in a text is no code: nobody says that it is one.
 * @returns of several the one that tells why, or else the first that says something
 */
function readError(element: JsonObject): ProviderError | undefined {
  const errors = [...errorsIn(element.errors), ...errorsIn(element.error)].map(errorOf);
  return (
    errors.find(({ code, title, details }) => failureReason(code, [title, details]) !== 'OTHER') ??
    errors.find(({ code, title, details }) => (code ?? title ?? details) !== null) ??
    errors[0]
  );
}

function errorOf(given: unknown): ProviderError {
  if (!isJsonObject(given)) return { code: null, title: textOrNull(given), details: null };
  const message = textOrNull(given.message) ?? textOrNull(given.error_user_msg);
  const title = textOrNull(given.title) ?? textOrNull(given.error_user_title);
  return {
    code: integerOf(given.code) ?? null,
    title: title ?? message,
    details:
      textOrNull(part(given, 'error_data').details) ??
      textOrNull(given.details) ??
      (title !== null && message !== title ? message : null),
  };
}

/** @returns the texts and objects in a list, each perhaps in a JSON text or, as Meta's API answers, in an `error`; a code alone as an object */
function errorsIn(given: unknown): unknown[] {
  return elementsOf(unpacked(given)).flatMap((each): unknown[] => {
    const error = unpacked(each);
    if (Array.isArray(error)) return error.filter(isJsonObject);
    if (isJsonObject(error)) return [isJsonObject(error.error) ? error.error : error];
    if (typeof error === 'number' && error > 0) return [{ code: error }];
    return textOrNull(error) === null ? [] : [error];
  });
}

/** @returns the list or object that a JSON text holds; anything else as it is */
function unpacked(value: unknown): unknown {
  const held = typeof value === 'string' && /^\s*[[{]/.test(value) ? parseJson(value) : undefined;
  return held ?? value;
}
