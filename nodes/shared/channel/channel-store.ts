/** One of the paces that a message has to keep: the channel's, or its node's. */
export interface Lane {
  /** Empty for the channel's own; else what names the node. */
  name: string;
  /** Milliseconds between two messages; 0 for no limit. */
  interval: number;
}

/** What became of asking to pass. */
export type Passage =
  /** It may go now. `at`: when that was, by the store's clock, to be given back to {@link ChannelStore.tooFast} or {@link ChannelStore.giveBack}. */
  | { at: number }
  /** Not yet: to be asked again after so many milliseconds. `closed`: for how many of them the provider takes nothing. */
  | { wait: number; closed: number };

/** One who waits for, or has, the turn of a person. */
export interface Ticket {
  /** Which nobody else has, and says nothing: it stands in Redis as it is. */
  token: string;
  /** Milliseconds since the epoch: who came first is first. */
  cameAt: number;
}

/** What is left of a send for others to know. */
export interface SendNote {
  /** The message's ID, where the provider has given one. */
  id?: string;
  /** The send-once key it was sent with, as {@link OnceKeyStore.claim} knows it. */
  key?: string;
  /** By which claim that key was its own, as {@link OnceKeyStore.claim} was told. */
  claim?: string;
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
  /** Of a failure: the message had been sent, delivered or read all the same, as was heard before it or after. */
  wasSent?: true;
}

/** At once from memory, later from Redis: to be awaited. */
export type Answer<Value> = Value | Promise<Value>;

/**
 * What is known of one channel, beyond a run. Two of them: the process's memory, and Redis. Each method may reject with
 * a RedisTrouble; the channel then goes on with the process's memory.
 */
export interface ChannelStore {
  /**
   * Asks for one message's passage; nothing is reserved for it while it waits.
   * @param lanes all must let it pass. The channel's own is kept whether it is among them or not: it holds everybody
   * back when the provider complains
   * @param cameAt when it first asked, by the caller's clock, so that a timer that is late costs no pace
   */
  pass(lanes: readonly Lane[], cameAt: number): Answer<Passage>;
  /** What passed came to nothing; in the lanes that nobody has passed since, the next may pass in its place. */
  giveBack(lanes: readonly Lane[], at: number): Answer<void>;
  /**
   * The provider said that messages come too fast: none passes for a while, and then they pass more slowly.
   * @param at when the message had passed. Of those that were under way together only the first counts
   * @param wait milliseconds until the next may pass; at most a day is kept
   */
  tooFast(at: number, wait: number): Answer<void>;
  /** The provider took a message: it is open again, where that one had passed since it was closed. @param at as above */
  taken(at: number): Answer<void>;
  /** The provider takes no more to a person: nobody gets its turn for so long, but for who has it. At most {@link MOST_HELD_MS} */
  holdBack(person: string, milliseconds: number): Answer<void>;
  /** Asks for the turn of a person. @returns 0 when it has it; else milliseconds until it is to be asked again */
  enter(person: string, ticket: Ticket): Answer<number>;
  /** Whoever has or waits for those turns is still there; without it, a turn is lost after {@link LEASE_MS}. */
  renew(held: ReadonlyArray<{ person: string; token: string }>): Answer<void>;
  /** Gives a turn back, or the place in the queue, and notes what was sent in it. */
  leave(person: string, token: string, note?: SendNote): Answer<void>;
  /**
   * What others have sent to a person: their messages are not ours.
   * @param ids of messages in the chat @returns those that are known to be another send's, and whether there may be more
   */
  others(person: string, ids: readonly string[]): Answer<{ claimed: string[]; open: boolean }>;
  /** A message that was found belongs to a send. @returns whether it was nobody's before */
  own(id: string): Answer<boolean>;
  /**
   * Notes what a trigger heard: statuses of messages, and when persons last wrote. A failure frees its message's key
   * where keys are kept here. With empty lists: a trigger is there.
   * @param trigger names the trigger
   */
  hear(
    statuses: ReadonlyArray<HeardStatus & { id: string }>,
    writers: ReadonlyArray<{ person: string; at: number }>,
    trigger?: string,
  ): Answer<void>;
  /** That trigger is there no more. */
  forgetTrigger(trigger: string): Answer<void>;
  /** @returns when the person last wrote, milliseconds since the epoch; undefined where that was not heard */
  lastWrote(person: string): Answer<number | undefined>;
  /** @returns whether a trigger of the channel is known */
  hasTrigger(): Answer<boolean>;
}

/** Send-once keys, which belong to a workflow's node and not to a channel. Without Redis n8n's database keeps them. */
export interface OnceKeyStore {
  /**
   * Claims a key.
   * @param claim which no other claim of this process has
   * @returns whether it was free; of any number of claims one is told so
   */
  claim(key: string, claim: string): Promise<boolean>;
  /**
   * Frees it, where it is still that claim's: a failure that a trigger heard may have freed it for another one. When
   * Redis cannot be reached, that is made up for as soon as it can.
   */
  release(key: string, claim: string): Promise<void>;
}

/** How long a turn lasts whose holder says nothing any more. */
export const LEASE_MS = 15_000;
/** How often a holder says that it is there. */
export const RENEW_MS = 5_000;

/** The pace after a provider's complaint: milliseconds between two messages, at first and at most. */
export const FIRST_SLOWDOWN_MS = 100;
export const SLOWEST_MS = 5_000;
/** Each message that is taken brings the pace this much closer to what was asked for. */
export const RECOVERY = 0.9;
/** What a late timer costs is made up for, by no more than one interval, or this where intervals are shorter. */
export const LATE_MS = 20;
export const MOST_CLOSED_MS = 24 * 3_600_000;
/** Of one person. Then one message may try. */
export const MOST_HELD_MS = 10 * 60_000;
/** A provider may have asked one message to wait for very long: so often another one is let through, to see. */
export const TRY_AFTER_MS = 10 * 60_000;
/** No interval between two messages is longer. */
export const LONGEST_INTERVAL_MS = 366 * 24 * 3_600_000;

/** How soon to ask again: whoever is next in a queue, and the more seldom the more are before it. */
export const NEXT_ASKS_MS = 20;
export const OTHERS_ASK_MS = 100;
/** At most this, where the person is held back. */
export const HELD_ASK_MS = 1_000;
