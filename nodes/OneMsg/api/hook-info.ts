import type { DeliveryEvent } from '../../shared/delivery/delivery-event';
import { furthestStatus, oldestFirst } from '../../shared/delivery/status-order';
import type { HttpExchange } from '../../shared/http/exchange';
import { retryAfter } from '../../shared/http/retry-after';
import { parseJsonObject } from '../../shared/json';
import type { DeliveryAnswer } from '../../shared/sending/delivery-wait';
import type { EventOrigin } from '../../shared/delivery/event-origin';
import { elementsOf } from '../../shared/delivery/payload-values';
import { statusEvent } from '../events/status-event';
import { ONE_MSG } from './channel';
import type { OneMsgClient } from './one-msg-client';

/** What it means that `hookInfo` is not found. */
export const NO_POLLING =
  'This channel does not tell delivery statuses on request (it has no hookInfo): let the 1MSG Trigger receive them';

/** What `GET /hookInfo` knows of one message. */
export interface DeliveryRecord {
  /** All statuses, oldest first; empty for a message that is unknown, or too new. */
  history: DeliveryEvent[];
  /** The furthest of them. */
  current: DeliveryEvent | undefined;
}

/**
 * Reads the answer of `hookInfo`. Statuses of other messages are passed over: query parameters that 1MSG does not
 * understand it ignores.
 * @param messageId the one that was asked for
 * @returns undefined when it is no such answer. A 404 means that the channel cannot be polled (1msg-api.md)
 */
export function readHookInfo(
  exchange: HttpExchange,
  messageId: string,
  origin: EventOrigin,
): DeliveryRecord | undefined {
  if (exchange.kind === 'failure' || exchange.status >= 300) return undefined;
  const body = parseJsonObject(exchange.text);
  if (!body || !('hooks' in body)) return undefined;
  const events = elementsOf(body.hooks).flatMap((element) => statusEvent(element, origin) ?? []);
  const history = oldestFirst(events.filter(({ id }) => id === messageId));
  return { history, current: furthestStatus(history) };
}

/** @returns what statuses take from a question that was answered then @param receivedAt ISO 8601 in UTC */
export function originOf({ channel }: OneMsgClient, receivedAt: string): EventOrigin {
  return { provider: ONE_MSG.id, channelId: channel.id, receivedAt, includeRaw: false };
}

/**
 * Asks once how far a message has come.
 * @param now milliseconds since the epoch
 */
export async function askDelivery(
  client: OneMsgClient,
  messageId: string,
  now: () => number,
): Promise<DeliveryAnswer> {
  const exchange = await client.get('hookInfo', { messageId });
  if (exchange.kind === 'failure') return { kind: 'unanswered' };
  if (exchange.status === 404) return { kind: 'unavailable', reason: NO_POLLING };
  const receivedAt = new Date(now()).toISOString();
  const origin = originOf(client, receivedAt);
  const record = readHookInfo(exchange, messageId, origin);
  if (record) return { kind: 'answer', status: record.current };
  return { kind: 'unanswered', retryAfter: retryAfter(exchange.headers['retry-after'], now()) };
}
