import type { DeliveryError, DeliveryEvent, DeliveryStatus, ProviderEvent } from './delivery-event';

// 1MSG also says viewed and played (= read) and undelivered (= failed); see 1msg-api.md#webhook-requests.
const STATUSES = new Map<unknown, DeliveryStatus>([
  ['sent', 'sent'],
  ['delivered', 'delivered'],
  ['read', 'read'],
  ['viewed', 'read'],
  ['played', 'read'],
  ['failed', 'failed'],
  ['undelivered', 'failed'],
]);

const RANK: Record<DeliveryStatus, number> = {
  unknown: 0,
  sent: 1,
  failed: 2,
  delivered: 3,
  read: 4,
};

/** @returns the status that a provider's word stands for, whatever its letter case; `unknown` for any other value */
export function deliveryStatus(word: unknown): DeliveryStatus {
  const name = typeof word === 'string' ? word.trim().toLowerCase() : word;
  return STATUSES.get(name) ?? 'unknown';
}

/**
 * @param error of a failed status, where it has one
 * @returns how much it tells: 2 with a reason or a code, 1 with words alone, 0 for nothing. A provider may tell one
 * failure twice, first without the reason
 */
export function toldBy(error: DeliveryError | undefined): 0 | 1 | 2 {
  if (!error) return 0;
  if (error.reason !== 'OTHER' || error.code !== null) return 2;
  return error.title !== null || error.details !== null ? 1 : 0;
}

/** What the order of statuses goes by. */
interface Dated {
  status: DeliveryStatus;
  /** ISO 8601 in UTC, or null. */
  timestamp: string | null;
  error?: DeliveryError;
}

/**
 * @returns the statuses of one message, oldest first. Those of the same second, or without a time, come in their natural
 * order, and a failure that tells more before one that tells less
 */
export function oldestFirst<Status extends Dated>(statuses: readonly Status[]): Status[] {
  return [...statuses].sort(
    (a, b) =>
      (a.timestamp && b.timestamp ? Date.parse(a.timestamp) - Date.parse(b.timestamp) : 0) ||
      RANK[a.status] - RANK[b.status] ||
      toldBy(b.error) - toldBy(a.error),
  );
}

/**
 * @returns the events of one request with each message's statuses oldest first. Everything else stays in its
 * place, also a status that nobody knows
 */
export function statusesInOrder(events: readonly ProviderEvent[]): ProviderEvent[] {
  const ofMessages = new Map<string, DeliveryEvent[]>();
  for (const event of events) {
    if (!hasOrder(event)) continue;
    const statuses = ofMessages.get(event.id);
    if (statuses) statuses.push(event);
    else ofMessages.set(event.id, [event]);
  }
  // Newest first, to be taken from the end: from the front of a long list that takes its length each time.
  for (const [id, statuses] of ofMessages) ofMessages.set(id, oldestFirst(statuses).reverse());
  return events.map((event) =>
    hasOrder(event) ? (ofMessages.get(event.id)?.pop() ?? event) : event,
  );
}

function hasOrder(event: ProviderEvent): event is DeliveryEvent {
  return event.event === 'status' && event.status !== 'unknown';
}

/**
 * @param statuses of one message, oldest first
 * @returns the furthest that the message came; a failure after delivery is news, one before it is not. Of failures the
 * last one of those that tell most
 */
export function furthestStatus<Status extends Dated>(
  statuses: readonly Status[],
): Status | undefined {
  const last = statuses.at(-1);
  if (last?.status === 'failed')
    return statuses.reduce(
      (most, status) =>
        status.status === 'failed' && toldBy(status.error) > toldBy(most.error) ? status : most,
      last,
    );
  return statuses.reduce<Status | undefined>(
    (furthest, status) =>
      furthest && RANK[status.status] < RANK[furthest.status] ? furthest : status,
    undefined,
  );
}

/** @returns whether a message with that status has come as far as `awaited`: read implies delivered, and that sent */
export function hasReached(status: DeliveryStatus, awaited: DeliveryStatus): boolean {
  return status !== 'failed' && RANK[status] >= RANK[awaited];
}
