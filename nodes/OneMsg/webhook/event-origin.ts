import type { DeliveryEvent } from '../../shared/delivery/delivery-event';

/** What events take from the request that brought them. */
export interface EventOrigin {
  channelId: string;
  /** ISO 8601 in UTC. */
  receivedAt: string;
  /** Whether events carry the element they were read from. */
  includeRaw: boolean;
}

/** The fields that every event of a request has alike. */
export function originFields({
  channelId,
  receivedAt,
}: EventOrigin): Pick<DeliveryEvent, 'channelId' | 'receivedAt' | 'provider'> {
  return { receivedAt, channelId, provider: '1msg' };
}
