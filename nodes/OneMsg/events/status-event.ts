import { completeStatus } from '../../shared/delivery/complete-status';
import type { DeliveryError, DeliveryEvent } from '../../shared/delivery/delivery-event';
import { deliveryStatus } from '../../shared/delivery/status-order';
import { isJsonObject } from '../../shared/json';
import type { EventOrigin } from '../../shared/delivery/event-origin';
import {
  elementsOf,
  asTextOrNull,
  integerOf,
  isoTime,
  part,
  readAddress,
  textOrNull,
} from '../../shared/delivery/payload-values';

/**
 * Reads one element of `ack[]`, `hooks[]` or Meta's `statuses[]`; their fields do not contradict each other.
 * @returns undefined when it is not the status of a message
 */
export function statusEvent(element: unknown, origin: EventOrigin): DeliveryEvent | undefined {
  if (!isJsonObject(element)) return undefined;
  const id = asTextOrNull(element.id);
  const word = statusWord(element.status);
  const ofMessage = element.type === undefined || element.type === 'message';
  if (id === null || word === null || !ofMessage) return undefined;

  const error = readError(element);
  const { category, pricing, conversation } = element;
  const fields = {
    status: deliveryStatus(word),
    id,
    ...readAddress(
      asTextOrNull(element.chatId),
      asTextOrNull(element.phone) ?? element.recipient_id,
      element.bsuid,
    ),
    timestamp: isoTime(element.timestamp),
    ...(error && { error }),
    ...(typeof category === 'string' && { category }),
    ...(isJsonObject(pricing) && { pricing }),
    ...(isJsonObject(conversation) && { conversation }),
  };
  return completeStatus(fields, word, element, origin);
}

/** @returns what is said of the status; null where nothing is */
function statusWord(status: unknown): string | null {
  const isText = typeof status === 'string' || status === undefined || status === null;
  return isText ? textOrNull(status) : JSON.stringify(status);
}

/** `ack[]` has a text in `error`; the others have Meta's `errors[]`. A number in a text is no code: nobody says that it is one. */
function readError(element: Record<string, unknown>): DeliveryError | undefined {
  const first = [...elementsOf(element.errors), ...elementsOf(element.error)].find(
    (error) => isJsonObject(error) || textOrNull(error) !== null,
  );
  if (first === undefined) return undefined;
  if (!isJsonObject(first)) return { code: null, title: textOrNull(first), details: null };
  const message = textOrNull(first.message);
  const title = textOrNull(first.title);
  return {
    code: integerOf(first.code) ?? null,
    title: title ?? message,
    details:
      textOrNull(part(first, 'error_data').details) ??
      textOrNull(first.details) ??
      (title !== null && message !== title ? message : null),
  };
}
