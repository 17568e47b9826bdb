import { hash } from 'node:crypto';
import { lruSet } from '../async/lru';
import type { DeliveryStatus, ProviderEvent } from '../events/delivery-event';
import { toldBy } from '../events/status-order';

/** Which repetitions a trigger keeps from its workflow. */
export interface MemoryRules {
  /** The same status of the same message, or the same message, again. */
  ignoreDuplicates: boolean;
  /** A lesser status after a greater one: sent after delivered, delivered after read. */
  ignoreOutdated: boolean;
}

export type Verdict = 'new' | 'duplicate' | 'outdated';

/** What is remembered of one message; opaque, for {@link EventMemory.restore}. */
export type Recollection = number | undefined;

const MAX_MESSAGES = 50_000;
const MAX_AGE_MINUTES = 24 * 60;
const MINUTE = 60_000;

const BIT: Record<DeliveryStatus | 'message', number> = {
  sent: 1,
  delivered: 2,
  read: 4,
  failed: 8,
  unknown: 16,
  message: 32,
};
/** Of a failure by how much it tells: one may be told twice, and what tells more is news. */
const FAILED = [128, 64, BIT.failed] as const;
/** Those that tell as much or more. */
const SAME_FAILED = [128 | 64 | BIT.failed, 64 | BIT.failed, BIT.failed] as const;
const BITS = 256;

/** The statuses after which one is old news. `failed` never is, nor what nobody knows the meaning of. */
const GREATER: Record<DeliveryStatus, number> = {
  sent: BIT.delivered | BIT.read | SAME_FAILED[0],
  delivered: BIT.read,
  read: 0,
  failed: 0,
  unknown: 0,
};

/**
 * What a trigger has passed on: which statuses, for the newest messages of the last 24 hours, up to 50,000; with one
 * more the oldest hundredth of them is forgotten. Compact: about 100 bytes a message, however long its ID.
 */
export class EventMemory {
  // Message → minutes since `start` × 256 + bits: a small integer, which costs no object. Oldest first.
  private readonly entries = new Map<string, number>();
  /** Each event is judged, recalled and added: its key is worked out once. */
  private readonly keys = new WeakMap<ProviderEvent, string>();
  private readonly start: number;
  /** The minute in which it was last looked for what is too old. */
  private tidied = 0;

  /**
   * @param now milliseconds since the epoch
   * @param maxMessages beyond that the oldest are forgotten
   */
  constructor(
    private readonly now: () => number,
    private readonly maxMessages = MAX_MESSAGES,
  ) {
    this.start = now();
  }

  /** How many messages are remembered. */
  get size(): number {
    return this.entries.size;
  }

  /** @returns whether the event is news to one who knows what is remembered */
  judge(event: ProviderEvent, rules: MemoryRules): Verdict {
    const bits = (this.recall(event) ?? 0) % BITS;
    if (rules.ignoreDuplicates && bits & sameAs(event)) return 'duplicate';
    if (rules.ignoreOutdated && bits & greaterThan(event)) return 'outdated';
    return 'new';
  }

  /** Remembers that the event was passed on. */
  add(event: ProviderEvent): void {
    const bits = ((this.recall(event) ?? 0) % BITS) | bitOf(event);
    this.put(this.keyOf(event), this.minute() * BITS + bits);
    if (this.minute() !== this.tidied) this.forgetOld();
  }

  /** @returns what is remembered of the event's message */
  recall(event: ProviderEvent): Recollection {
    const entry = this.entries.get(this.keyOf(event));
    return entry === undefined || this.isOld(entry) ? undefined : entry;
  }

  /** Takes back what was added since the recollection of the event's message. */
  restore(event: ProviderEvent, recollection: Recollection): void {
    const key = this.keyOf(event);
    if (recollection === undefined) this.entries.delete(key);
    else this.put(key, recollection);
  }

  /** Lets go of what is older than 24 hours. */
  forgetOld(): void {
    this.tidied = this.minute();
    for (const [key, entry] of this.entries) {
      if (!this.isOld(entry)) return;
      this.entries.delete(key);
    }
  }

  /** 12 characters a message. */
  private keyOf(event: ProviderEvent): string {
    let key = this.keys.get(event);
    if (key === undefined) {
      key = hash('sha256', memoryName(event), 'binary').slice(0, 12);
      this.keys.set(event, key);
    }
    return key;
  }

  private put(key: string, entry: number): void {
    lruSet(this.entries, this.maxMessages, key, entry);
  }

  private isOld(entry: number): boolean {
    return this.minute() - Math.floor(entry / BITS) > MAX_AGE_MINUTES;
  }

  private minute(): number {
    return Math.max(0, Math.floor((this.now() - this.start) / MINUTE));
  }
}

/** @returns what stands for the event among those of its {@link memoryName} */
export function bitOf(event: ProviderEvent): number {
  if (event.event !== 'status') return BIT.message;
  return event.status === 'failed' ? FAILED[toldBy(event.error)] : BIT[event.status];
}

/** @returns the bits of those after which the event is a repetition: its own and, of a failure, of those that tell more */
export function sameAs(event: ProviderEvent): number {
  const isFailed = event.event === 'status' && event.status === 'failed';
  return isFailed ? SAME_FAILED[toldBy(event.error)] : bitOf(event);
}

/** @returns the bits of those after which the event is old news */
export function greaterThan(event: ProviderEvent): number {
  return event.event === 'status' ? GREATER[event.status] : 0;
}

/**
 * @returns under which name an event is remembered: its message's, or its own where there is no message or,
 * as they differ among themselves, for an unknown status
 */
export function memoryName(event: ProviderEvent): string {
  const onItsOwn = event.event === 'status' && event.status === 'unknown';
  return onItsOwn ? event.eventId : subjectOf(event);
}

/** @returns the ID of the message that an event is about, or the event's own where it is about none */
export function subjectOf(event: ProviderEvent): string {
  return event.event === 'account' ? event.eventId : event.id;
}
