import type { ProviderEvent } from './delivery-event';
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

/** What else than its `phone` and `chatId` an event's person is known by; no part of the event, which goes to the workflow. */
const otherNames = new WeakMap<ProviderEvent, readonly string[]>();

/** @param chatIds all that whom the event is about is known by @returns the event */
export function knownAs<E extends ProviderEvent>(
  event: E,
  chatIds: readonly string[] | undefined,
): E {
  if (chatIds) otherNames.set(event, chatIds);
  return event;
}

/** @returns what else its person is known by */
export const namesOf = (event: ProviderEvent): readonly string[] => otherNames.get(event) ?? [];
