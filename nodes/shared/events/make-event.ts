import type { DeliveryEvent } from './delivery-event';

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
