import type { Clock } from '../async/clock';
import { lruSet } from '../async/lru';
import {
  type ChannelStore,
  FIRST_SLOWDOWN_MS,
  HELD_ASK_MS,
  LATE_MS,
  LEASE_MS,
  type Lane,
  MOST_CLOSED_MS,
  MOST_HELD_MS,
  NEXT_ASKS_MS,
  OTHERS_ASK_MS,
  type Passage,
  RECOVERY,
  SLOWEST_MS,
  type SendNote,
  type Ticket,
  LONGEST_INTERVAL_MS,
  TRY_AFTER_MS,
} from './channel-store';

const MOST_LANES = 1_000;
const MOST_TURNS = 10_000;
const MOST_OWNED = 10_000;
const MOST_WRITERS = 50_000;
const MOST_TRIGGERS = 1_000;

interface LaneState {
  /** When the next may pass, and when the last one did. */
  nextAt: number;
  lastAt: number;
}

interface Turn {
  holder: string | undefined;
  /** The end of its lease. */
  until: number;
  /** By token; in order of arrival. */
  queue: Array<{ token: string; cameAt: number; askedAt: number }>;
}

const CHANNEL = '';

/**
 * A channel's state in this process, limited in size. Send-once keys are n8n's, open sends those of SentMessages, and
 * statuses those of its Channel, which has them whole.
 */
export class MemoryStore implements ChannelStore {
  private readonly lanes = new Map<string, LaneState>();
  private readonly channel: LaneState = { nextAt: -Infinity, lastAt: -Infinity };
  /** Milliseconds added since the provider complained. */
  private slowdown = 0;
  private slowedAt = -Infinity;
  private closedAt = -Infinity;
  private closedUntil = -Infinity;
  /** When one message may pass all the same. */
  private tryAt = Infinity;
  private readonly turns = new Map<string, Turn>();
  /** Until when nothing goes to a person. */
  private readonly heldUntil = new Map<string, number>();
  private readonly owned = new Map<string, true>();
  private readonly wrote = new Map<string, number>();
  /** A quiet one stays known: it is this process that is told when it ends. */
  private readonly triggers = new Map<string, true>();

  private latest = -Infinity;
  /** By how much the clock was set back. */
  private setBack = 0;

  constructor(private readonly clock: Pick<Clock, 'now'>) {}

  /** Whether the provider said that messages come too fast, and for how long is not over. */
  isClosed = () => this.closedUntil > this.now();

  pass(lanes: readonly Lane[], cameAt: number): Passage {
    const now = this.now();
    const states = this.statesOf(lanes);
    const closed = this.closedUntil - now;
    const isTry = closed > 0 && this.tryAt <= now;
    let turn = Math.max(Math.min(cameAt, now), isTry ? this.tryAt : this.closedUntil);
    for (const { state } of states) turn = Math.max(turn, state.nextAt);
    if (turn > now)
      return closed > 0 && !isTry
        ? { wait: Math.min(turn, this.tryAt) - now, closed }
        : { wait: turn - now, closed: 0 };
    if (isTry) this.tryAt = now + TRY_AFTER_MS;
    // Which one it was is told by its time, so no two have the same.
    const at = Math.max(now, this.channel.lastAt + 0.001);
    for (const { state, interval } of states) {
      const late = Math.max(turn, now - Math.max(interval, LATE_MS));
      state.nextAt = late + Math.min(interval, LONGEST_INTERVAL_MS) + this.slowdown;
      state.lastAt = at;
    }
    return { at };
  }

  giveBack(lanes: readonly Lane[], at: number): void {
    const now = this.now();
    for (const { state } of this.statesOf(lanes))
      if (state.lastAt === at) state.nextAt = Math.min(state.nextAt, now);
    if (this.channel.lastAt === at && at > this.closedAt) this.tryAt = Math.min(this.tryAt, now);
  }

  tooFast(at: number, wait: number): void {
    const now = this.now();
    const closed = Math.min(Math.max(0, wait), MOST_CLOSED_MS);
    this.closedAt = now;
    this.closedUntil = Math.max(this.closedUntil, now + closed);
    this.tryAt = now + TRY_AFTER_MS;
    if (at < this.slowedAt) return;
    this.slowedAt = now;
    this.slowdown = Math.min(SLOWEST_MS, Math.max(FIRST_SLOWDOWN_MS, this.slowdown * 2));
  }

  taken(at: number): void {
    if (at > this.closedAt) this.closedUntil = -Infinity;
    this.slowdown = this.slowdown < 1 ? 0 : this.slowdown * RECOVERY;
  }

  holdBack(person: string, milliseconds: number): void {
    const until = this.now() + Math.min(milliseconds, MOST_HELD_MS);
    lruSet(this.heldUntil, MOST_TURNS, person, Math.max(until, this.heldUntil.get(person) ?? 0));
  }

  /** @returns for how many milliseconds nothing goes to a person */
  heldBackFor(person: string): number {
    const until = this.heldUntil.get(person);
    if (until === undefined) return 0;
    const left = until - this.now();
    if (left <= 0) this.heldUntil.delete(person);
    return Math.max(0, left);
  }

  enter(person: string, { token, cameAt }: Ticket): number {
    const now = this.now();
    const turn = this.turns.get(person) ?? { holder: undefined, until: -Infinity, queue: [] };
    lruSet(this.turns, MOST_TURNS, person, turn);
    const take = () => {
      turn.holder = token;
      turn.until = now + LEASE_MS;
      return 0;
    };
    if (turn.holder === token) return take();
    if (turn.until <= now) turn.holder = undefined;
    const { queue } = turn;
    const held = this.heldBackFor(person);
    if (turn.holder === undefined && held === 0 && queue.length === 0) return take();

    const place = queue.find((waiting) => waiting.token === token);
    if (place) place.askedAt = now;
    else {
      const later = queue.findIndex((waiting) => waiting.cameAt > cameAt);
      queue.splice(later < 0 ? queue.length : later, 0, { token, cameAt, askedAt: now });
    }
    while (queue[0]!.askedAt + LEASE_MS <= now) queue.shift();
    if (turn.holder === undefined && held === 0 && queue[0]!.token === token) {
      queue.shift();
      return take();
    }
    const rank = queue.findIndex((waiting) => waiting.token === token);
    const soon = Math.min(OTHERS_ASK_MS, NEXT_ASKS_MS * (rank + 1));
    return Math.max(soon, Math.min(held, HELD_ASK_MS));
  }

  renew(held: ReadonlyArray<{ person: string; token: string }>): void {
    const now = this.now();
    for (const { person, token } of held) {
      const turn = this.turns.get(person);
      if (turn?.holder === token) turn.until = now + LEASE_MS;
      const place = turn?.queue.find((waiting) => waiting.token === token);
      if (place) place.askedAt = now;
    }
  }

  leave(person: string, token: string, { id }: SendNote = {}): void {
    if (id !== undefined) lruSet(this.owned, MOST_OWNED, id, true);
    const turn = this.turns.get(person);
    if (!turn) return;
    if (turn.holder === token) turn.holder = undefined;
    const place = turn.queue.findIndex((waiting) => waiting.token === token);
    if (place >= 0) turn.queue.splice(place, 1);
    if (turn.holder === undefined && turn.queue.length === 0) this.turns.delete(person);
  }

  others(_person: string, ids: readonly string[]): { claimed: string[]; open: boolean } {
    return { claimed: ids.filter((id) => this.owned.has(id)), open: false };
  }

  own(id: string): boolean {
    if (this.owned.has(id)) return false;
    lruSet(this.owned, MOST_OWNED, id, true);
    return true;
  }

  hear(_: unknown, writers: ReadonlyArray<{ person: string; at: number }>, trigger = ''): void {
    lruSet(this.triggers, MOST_TRIGGERS, trigger, true);
    for (const { person, at } of writers)
      if (at > (this.wrote.get(person) ?? 0)) lruSet(this.wrote, MOST_WRITERS, person, at);
  }

  forgetTrigger(trigger: string): void {
    this.triggers.delete(trigger);
  }

  lastWrote(person: string): number | undefined {
    return this.wrote.get(person);
  }

  hasTrigger(): boolean {
    return this.triggers.size > 0;
  }

  /** It never goes back: where the clock is set back, everybody would wait for its time to come again. */
  private now(): number {
    const now = this.clock.now() + this.setBack;
    this.latest = Math.max(this.latest, now);
    this.setBack += this.latest - now;
    return this.latest;
  }

  private statesOf(lanes: readonly Lane[]): Array<{ state: LaneState; interval: number }> {
    let interval = 0;
    const states = [];
    for (const lane of lanes) {
      if (lane.name === CHANNEL) interval = lane.interval;
      else states.push({ state: this.lane(lane.name), interval: lane.interval });
    }
    states.push({ state: this.channel, interval });
    return states;
  }

  private lane(name: string): LaneState {
    const state = this.lanes.get(name) ?? { nextAt: -Infinity, lastAt: -Infinity };
    lruSet(this.lanes, MOST_LANES, name, state);
    return state;
  }
}
