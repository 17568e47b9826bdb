import type { DeliveryEvent } from '../../shared/delivery/delivery-event';
import { furthestStatus, oldestFirst } from '../../shared/delivery/status-order';
import type { HttpExchange } from '../../shared/http/exchange';
import { parseJsonObject } from '../../shared/json';
import type { EventOrigin } from '../webhook/event-origin';
import { elementsOf } from '../webhook/payload-values';
import { statusEvent } from '../webhook/status-event';

/** What `GET /hookInfo` knows of one message. */
export interface DeliveryRecord {
  /** All statuses, oldest first; empty for a message that is unknown, or too new. */
  history: DeliveryEvent[];
  /** The furthest of them. */
  current: DeliveryEvent | undefined;
}

/**
 * Reads the answer of `hookInfo`.
 * @returns undefined when it is no such answer. A 404 means that the channel cannot be polled (1msg-api.md)
 */
export function readHookInfo(
  exchange: HttpExchange,
  origin: EventOrigin,
): DeliveryRecord | undefined {
  if (exchange.kind === 'failure' || exchange.status >= 300) return undefined;
  const body = parseJsonObject(exchange.text);
  if (!body || !('hooks' in body)) return undefined;
  const events = elementsOf(body.hooks).flatMap((element) => statusEvent(element, origin) ?? []);
  const history = oldestFirst(events);
  return { history, current: furthestStatus(history) };
}
