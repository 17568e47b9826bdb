import type { DeliveryEvent } from './delivery-event';
import { eventId } from './event-id';
import type { EventOrigin } from './make-event';
import { originFields } from './make-event';
import type { Address } from './payload-values';
import { knownAs } from './make-event';

/** A status's own fields, whichever form they came in. */
export type StatusFields = Omit<
  DeliveryEvent,
  'event' | 'receivedAt' | 'eventId' | 'channelId' | 'provider' | 'raw'
> &
  Address;

/**
 * Adds to a status's own fields what every status event has.
 * @param said the provider's word or number for the status, which tells unknown ones apart
 */
export function completeStatus(
  { status, id, phone, chatId, timestamp, knownAs: names, ...known }: StatusFields,
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
    ...((origin.includeRaw || status === 'unknown') && { raw }),
  };
  return knownAs(event, names);
}
