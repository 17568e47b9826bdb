import type { DeliveryStatus } from './delivery-event';

// 1MSG also says viewed and played (= read) and undelivered (= failed); see 1msg-api.md.
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

/** Orders statuses that carry no time: sent, failed, delivered, read. Negative when `a` comes before `b`. */
export function compareStatus(a: DeliveryStatus, b: DeliveryStatus): number {
  return RANK[a] - RANK[b];
}
