import { randomUUID } from 'node:crypto';
import type { Clock } from '../async/clock';
import { lruSet } from '../async/lru';
import type { DeliveryEvent, ProviderEvent } from '../events/delivery-event';
import { FAILURE_REASONS } from '../events/failure-reason';
import { furthestStatus } from '../events/status-order';
import { asError } from '../values/thrown';
import type { Account } from '../provider/account';
import { accountKey } from '../provider/account';
import type {
  Answer,
  ChannelStore,
  HeardStatus,
  Lane,
  OnceKeyStore,
  SendNote,
  Ticket,
} from './channel-store';
import { RENEW_MS } from './channel-store';
import { MemoryStore } from './memory-store';
import type { RedisLink } from './redis-link';
import { redisLink, RedisTrouble } from './redis-link';
import { RedisStore } from './redis-store';
import type { Gate, PaceStore } from './send-gate';
import { SendGate } from './send-gate';
import { Slots, Turns } from './turns';

/** So many messages of a channel are under way at once in a process, unless a node asks for more. */
export const MOST_UNDER_WAY = 50;
/**
 * A node that has a pace of its own has no more messages under way than it can send in so many milliseconds, at least
 * one: those that wait for a slow pace would keep the channel's other nodes waiting, too.
 */
const AHEAD_OF_PACE_MS = 10_000;
/** How often Redis is asked what was heard of the messages that are waited for. */
const ASK_HEARD_MS = 500;
const MOST_EVENTS = 10_000;
const MOST_NAMES = 1_000;

/** A person's turn, and a place among the messages that are under way. */
export interface Turn {
  /** To be called once. @param note what was sent in it */
  end(note?: SendNote): void;
}

/** A status as whoever waits for a message gets to know it: the event, where this process received it. */
export type Heard = DeliveryEvent | HeardStatus;

/** Hears of a message. @param wasSent whether it was ever heard sent, delivered or read, which a failure does not undo */
export type HeardListener = (heard: Heard, wasSent: boolean) => void;

/** The furthest that a message was heard to have come. */
interface HeardEvent {
  event: DeliveryEvent;
  /** As a {@link HeardListener} is told. */
  wasSent: boolean;
  /** The trigger that has told all stores of it. */
  toldBy?: string;
}

/**
 * What is known of one channel (a number, at 99digital), whichever execution or workflow it comes from: how fast it may
 * send, whose turn it is, what was sent, and what its triggers have heard. Kept by this process; with a Redis, by all
 * that use the same one. Where Redis fails, the process goes on alone.
 */
export class Channel {
  private readonly memory: MemoryStore;
  private readonly turns = new Turns();
  private readonly slots = new Slots();
  /** By node, of those that have a pace of their own; the latest are enough. */
  private readonly slotsOfNodes = new Map<string, Slots>();
  private readonly gate: SendGate;
  /** Turns at Redis that this process has, or waits for. */
  private readonly held = new Set<{ person: string; token: string }>();
  private isRenewing = false;
  private readonly listeners = new Map<string, Set<HeardListener>>();
  private isAsking = false;
  /** The furthest events of messages, by their IDs: who sends hears of some before it knows the ID. */
  private readonly events = new Map<string, HeardEvent>();
  private troubles = 0;

  constructor(
    name: string,
    private readonly clock: Clock,
    readonly link?: RedisLink,
    private readonly shared = link && new RedisStore(link, name),
  ) {
    this.memory = new MemoryStore(clock);
    // Without Redis at once: a message costs microseconds there.
    this.gate = new SendGate(shared ? this.bothPaces() : this.memory, clock);
  }

  /** How often Redis has failed: who compares it knows whether it did meanwhile. */
  get redisFailures(): number {
    return this.troubles;
  }

  /** Whether the provider told this process to send nothing for a while. */
  isClosed = () => this.memory.isClosed();

  /** @returns the way through the channel's gate for messages that have to keep those paces */
  gateFor(lanes: readonly Lane[]): Gate {
    return this.gate.lanes(lanes);
  }

  /**
   * @param most recipients that a run writes to at the same time; one after another keep their order
   * @returns how many more are to ask for their turns meanwhile: Redis' answer then is there when they can be written to
   */
  turnsAhead(most: number): number {
    return this.shared && most > 1 ? Math.ceil(most / 4) : 0;
  }

  /**
   * Waits until nothing else is under way to a person, and not too much to all others. Who asks first has it first.
   * @param most messages of the asking run that are under way at once; those of all runs may be {@link MOST_UNDER_WAY}
   * @param ofNode the asking node's own pace, where it has one
   * @param ofRun the asking run's slots, where it asks for more turns than it may have under way
   * @returns undefined when the signal aborts first
   */
  async turnOf(
    person: string,
    most: number,
    signal: AbortSignal,
    ofNode?: Lane,
    ofRun?: Slots,
  ): Promise<Turn | undefined> {
    const ticket = { token: this.shared ? randomUUID() : '', cameAt: this.clock.now() };
    if (!(await this.turns.take(person, signal))) return undefined;
    const hold = { person, token: ticket.token };
    const taken: Array<() => void> = [];
    const take = async (slots: Slots | undefined, limit: number) => {
      const isTaken = !slots || (await slots.take(limit, signal));
      if (slots && isTaken) taken.push(() => slots.give(limit));
      return isTaken;
    };
    const end = (note?: SendNote) => {
      for (const give of taken) give();
      this.held.delete(hold);
      if (this.shared || note)
        void this.tell((store) => store.leave(person, ticket.token, note)).catch(() => undefined);
      this.turns.give(person);
    };
    let isHad = false;
    try {
      isHad =
        (this.shared
          ? await this.enter(hold, ticket, signal)
          : await this.untilMayGo(person, signal)) &&
        (await take(ofRun, most)) &&
        (!ofNode || (await take(...this.slotsOfNode(ofNode)))) &&
        (await take(this.slots, Math.max(most, MOST_UNDER_WAY)));
    } finally {
      if (!isHad) end();
    }
    return isHad ? { end } : undefined;
  }

  /** The provider takes no more messages to a person for so long: it is its turn that waits, and nobody else's. */
  async holdBack(person: string, milliseconds: number): Promise<void> {
    await this.tell((store) => store.holdBack(person, milliseconds));
  }

  /** @returns the node's slots, and how many there are */
  private slotsOfNode({ name, interval }: Lane): [Slots, number] {
    const slots = this.slotsOfNodes.get(name) ?? new Slots();
    lruSet(this.slotsOfNodes, MOST_NAMES, name, slots);
    return [slots, Math.max(1, Math.ceil(AHEAD_OF_PACE_MS / interval))];
  }

  /** @returns whether another process sent the message with one of those IDs, or may have sent one that nobody knows */
  async others(
    person: string,
    ids: readonly string[],
  ): Promise<{ claimed: string[]; open: boolean }> {
    return await this.ask((store) => store.others(person, ids));
  }

  /** @returns whether the message that was found belongs to nobody else */
  async own(id: string): Promise<boolean> {
    return await this.ask((store) => store.own(id));
  }

  /** Redis' own memory of send-once keys, which no other replaces; undefined without a Redis. */
  get onceKeys(): OnceKeyStore | undefined {
    return this.shared;
  }

  /** Notes what a trigger heard, and tells those who wait for it. Never fails. @param trigger names it */
  async hear(events: readonly ProviderEvent[], trigger = ''): Promise<void> {
    const statuses: Array<HeardStatus & { id: string }> = [];
    const writers: Array<{ person: string; at: number }> = [];
    const toBeTold: HeardEvent[] = [];
    const news = events.filter((event) => !this.isTold(event, trigger));
    for (const event of news) {
      if (event.event === 'status' && event.status !== 'unknown') {
        const before = this.events.get(event.id);
        const furthest = before ? furthestStatus([before.event, event])! : event;
        const wasSent = before?.wasSent === true || event.status !== 'failed';
        const heard: HeardEvent = { event: withoutRaw(furthest), wasSent };
        lruSet(this.events, MOST_EVENTS, event.id, heard);
        statuses.push({ id: event.id, ...heardStatus(event, event.status) });
        if (furthest === event) toBeTold.push(heard);
        else heard.toldBy = before?.toldBy;
      } else if (event.event === 'message' && event.windowClosesAt && event.chatId)
        writers.push({ person: event.chatId, at: Date.parse(event.timestamp!) });
    }
    for (const event of events)
      if (event.event === 'status') {
        const wasSent = this.events.get(event.id)?.wasSent ?? false;
        this.listeners.get(event.id)?.forEach((heard) => heard(withoutRaw(event), wasSent));
      }
    if (news.length === 0 && events.length > 0) return;
    const { troubles } = this;
    await this.tell((store) => store.hear(statuses, writers, trigger)).catch(() => undefined);
    if (this.troubles === troubles) for (const heard of toBeTold) heard.toldBy = trigger;
  }

  /** Providers repeat much. A failure is told each time: it may come again with its reason. */
  private isTold(event: ProviderEvent, trigger: string): boolean {
    if (event.event !== 'status' || event.status === 'failed') return false;
    const known = this.events.get(event.id);
    return known?.toldBy === trigger && known.event.eventId === event.eventId;
  }

  /**
   * Tells what triggers of the channel hear of a message, also what they have heard already.
   * @returns ends it
   */
  listen(id: string, heard: HeardListener): () => void {
    const all = this.listeners.get(id) ?? new Set();
    this.listeners.set(id, all);
    all.add(heard);
    const known = this.events.get(id);
    if (known) heard(known.event, known.wasSent);
    void this.askHeard();
    return () => {
      all.delete(heard);
      if (all.size === 0 && this.listeners.get(id) === all) this.listeners.delete(id);
    };
  }

  /** @returns what this process's triggers have heard of a message so far */
  heardOf(id: string): HeardEvent | undefined {
    return this.events.get(id);
  }

  /** @returns whether a trigger of the channel is known, so that it makes sense to {@link listen} */
  async hasTrigger(): Promise<boolean> {
    // A Redis that was emptied does not know of this process's own until it hears something.
    return this.memory.hasTrigger() || (await this.ask((store) => store.hasTrigger()));
  }

  /** That trigger is there no more, so that nobody waits for what it would hear. Never fails. */
  async forgetTrigger(trigger: string): Promise<void> {
    await this.tell((store) => store.forgetTrigger(trigger)).catch(() => undefined);
  }

  /** @returns when the customer last wrote, milliseconds since the epoch, as far as a trigger heard it */
  async lastWrote(person: string): Promise<number | undefined> {
    return await this.ask((store) => store.lastWrote(person));
  }

  private bothPaces(): PaceStore {
    return {
      pass: async (...asked) => await this.ask((store) => store.pass(...asked)),
      giveBack: async (...asked) => await this.ask((store) => store.giveBack(...asked)),
      // Also where Redis takes over: the process alone has to know it when that fails.
      tooFast: async (...asked) => await this.tell((store) => store.tooFast(...asked)),
      taken: async (at) => await this.tell((store) => store.taken(at)),
    };
  }

  /** Asks Redis, or else this process's memory. */
  private async ask<Told>(question: (store: ChannelStore) => Answer<Told>): Promise<Told> {
    if (!this.shared) return await question(this.memory);
    try {
      return await question(this.shared);
    } catch (error) {
      this.troubles++;
      if (error instanceof RedisTrouble) return await question(this.memory);
      throw asError(error);
    }
  }

  /** Tells both. */
  private async tell(notice: (store: ChannelStore) => Answer<void>): Promise<void> {
    await notice(this.memory);
    if (!this.shared) return;
    try {
      await notice(this.shared);
    } catch (error) {
      this.troubles++;
      if (!(error instanceof RedisTrouble)) throw asError(error);
    }
  }

  /** Waits while the provider takes nothing to the person. @returns false when the signal aborts first */
  private async untilMayGo(person: string, signal: AbortSignal): Promise<boolean> {
    for (let wait; (wait = this.memory.heldBackFor(person)) > 0;) {
      await this.clock.sleep(wait, signal).catch(() => undefined);
      if (signal.aborted) return false;
    }
    return true;
  }

  /** Waits for the turn at Redis. @returns false when the signal aborts first */
  private async enter(
    hold: { person: string; token: string },
    ticket: Ticket,
    signal: AbortSignal,
  ): Promise<boolean> {
    this.held.add(hold);
    void this.renew();
    for (;;) {
      const wait = await this.ask((store) => store.enter(hold.person, ticket));
      if (signal.aborted) return false;
      if (wait <= 0) return true;
      await this.clock.sleep(wait, signal).catch(() => undefined);
      if (signal.aborted) return false;
    }
  }

  private async renew(): Promise<void> {
    if (this.isRenewing || !this.shared) return;
    this.isRenewing = true;
    for (;;) {
      await this.clock.sleep(RENEW_MS);
      if (this.held.size === 0) break;
      await this.shared.renew([...this.held]).catch(() => this.troubles++);
    }
    this.isRenewing = false;
  }

  /** Other processes' triggers hear, too: as long as somebody waits, Redis is asked what they did. */
  private async askHeard(): Promise<void> {
    if (this.isAsking || !this.shared) return;
    this.isAsking = true;
    while (this.listeners.size > 0) {
      const ids = [...this.listeners.keys()];
      try {
        const answers = await this.shared.heard(ids);
        answers.forEach((heard, index) => {
          if (!heard) return;
          const wasSent = heard.wasSent ?? heard.status !== 'failed';
          this.listeners.get(ids[index]!)?.forEach((listener) => listener(heard, wasSent));
        });
      } catch {
        // Asked again: what this process's triggers hear is told without Redis.
      }
      await this.clock.sleep(ASK_HEARD_MS);
    }
    this.isAsking = false;
  }
}

function heardStatus(
  { timestamp, receivedAt, error }: DeliveryEvent,
  status: HeardStatus['status'],
): HeardStatus {
  return {
    status,
    ...(timestamp && { timestamp: Date.parse(timestamp) }),
    receivedAt: Date.parse(receivedAt),
    ...(typeof error?.code === 'number' && { code: error.code }),
    ...(error && { reason: FAILURE_REASONS.indexOf(error.reason) }),
  };
}

/** What the provider sent may be large, and is shown to whoever asked the trigger for it. */
function withoutRaw(event: DeliveryEvent): DeliveryEvent {
  const bare = { ...event };
  delete bare.raw;
  return bare;
}

const channels = new Map<string, Channel>();

/** @returns the channel of an account, one for all in this process who use the same Redis, or none */
export function channelOf(account: Account, clock: Clock): Channel {
  const { redisUrl } = account;
  const name = accountKey(account);
  const key = JSON.stringify([name, redisUrl]);
  const channel =
    channels.get(key) ?? new Channel(name, clock, redisUrl ? redisLink(redisUrl) : undefined);
  lruSet(channels, MOST_NAMES, key, channel);
  return channel;
}
