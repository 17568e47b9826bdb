/** One of the paces that a message has to keep: the channel's, or its node's. */
export interface Lane {
  /** Empty for the channel's own; else what names the node. */
  name: string;
  /** Milliseconds between two messages. */
  interval: number;
}

/** What became of asking to pass. */
export type Passage =
  /** It may go now. `at`: when that was, by the store's clock, to be given back to {@link ChannelStore.tooFast} or {@link ChannelStore.giveBack}. */
  | { at: number }
  /** Not yet: to be asked again after so many milliseconds. */
  | { wait: number };

/** One who waits for, or has, the turn of a person. */
export interface Ticket {
  /** Which nobody else has. */
  token: string;
  /** Milliseconds since the epoch: who came first is first. */
  cameAt: number;
}

/** What is left of a send for others to know. */
export interface SendNote {
  /** The message's ID, where the provider has given one. */
  id?: string;
  /** The send-once key it was sent with, as {@link ChannelStore.claim} knows it. */
  key?: string;
  /** It perhaps was sent, or will be later: a message of this chat may be its own. */
  open?: boolean;
}

/** What a trigger of the channel heard of one message: numbers only, so that any store may hold it. */
export interface HeardStatus {
  status: 'sent' | 'delivered' | 'read' | 'failed';
  /** Milliseconds since the epoch, by the provider; undefined where it gives none. */
  timestamp?: number;
  /** When it was heard, milliseconds since the epoch. */
  receivedAt: number;
  /** Of a failure, where the provider gives a number. */
  code?: number;
  /** Of a failure: the index in the list of reasons. */
  reason?: number;
}

/**
 * What is known of one channel, beyond a run. Two of them: the process's memory, and Redis. Persons, messages and keys
 * come in as names that say nothing to others (hashes). Each method may reject with a RedisTrouble; the channel then
 * goes on with the process's memory.
 */
export interface ChannelStore {
  /** Asks for one message's passage. @param cameAt when it came, so that a timer that is late costs no pace */
  pass(lanes: readonly Lane[], cameAt: number): Promise<Passage>;
  /** What passed came to nothing; unless others have passed since, the next may pass in its place. */
  giveBack(lanes: readonly Lane[], at: number): Promise<void>;
  /** The provider said that messages come too fast. @param at what passed @param wait milliseconds until the next may pass */
  tooFast(at: number, wait: number): Promise<void>;
  /** The provider took a message. */
  taken(): Promise<void>;
  /** Asks for the turn of a person. @returns 0 when it has it; else milliseconds until it is to be asked again */
  enter(person: string, ticket: Ticket): Promise<number>;
  /** Whoever has or waits for those turns is still there; without it, a turn is lost after {@link LEASE_MS}. */
  renew(held: ReadonlyArray<{ person: string; token: string }>): Promise<void>;
  /** Gives a turn back, or the place in the queue, and notes what was sent in it. */
  leave(person: string, token: string, note?: SendNote): Promise<void>;
  /**
   * What others have sent to a person: their messages are not ours.
   * @param ids of messages in the chat @returns those that are known to be another send's, and whether there may be more
   */
  others(person: string, ids: readonly string[]): Promise<{ claimed: string[]; open: boolean }>;
  /** A message that was found belongs to a send. @returns whether it was nobody's before */
  own(id: string): Promise<boolean>;
  /** Claims a send-once key. @returns whether it was free; of any number of claims one is told so */
  claim(key: string): Promise<boolean>;
  /** Frees it. */
  release(key: string): Promise<void>;
  /** Notes what a trigger heard: statuses of messages, and when persons last wrote. A failure frees its message's key. */
  hear(
    statuses: ReadonlyArray<HeardStatus & { id: string }>,
    writers: ReadonlyArray<{ person: string; at: number }>,
  ): Promise<void>;
  /** @returns what was heard of those messages, in their order; a failure outranks the rest, then the furthest */
  heard(ids: readonly string[]): Promise<Array<HeardStatus | undefined>>;
  /** @returns when the person last wrote, milliseconds since the epoch; undefined where that was not heard */
  lastWrote(person: string): Promise<number | undefined>;
  /** @returns whether a trigger of the channel is known */
  hasTrigger(): Promise<boolean>;
}

/** How long a turn lasts whose holder says nothing any more. */
export const LEASE_MS = 15_000;
/** How often a holder says that it is there. */
export const RENEW_MS = 5_000;
