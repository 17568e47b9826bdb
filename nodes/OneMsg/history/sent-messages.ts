import { lruSet } from '../../shared/async/lru';
import type { MessageTrace } from './message-trace';

const MOST_IDS = 10_000;
const MOST_SENDS = 10_000;
/** How long after its exchange a message may come through. */
const LATE_MS = 5_000;

/** A send of which a message in a chat's history may be. */
export interface KnownSend {
  /** Channel and chat; the same for all messages of that chat. */
  chat: string;
  /** The execution that it belongs to. */
  execution: object | string;
  trace: MessageTrace;
  /** Milliseconds since the epoch. */
  attemptedAt: number;
  /** Its message's ID by 1MSG's answer, once that is known. The history may have it in another form. */
  id?: string;
  /** When its exchange ended, milliseconds since the epoch; undefined while it is being sent. */
  endedAt?: number;
}

/**
 * What this n8n process has sent, so that a message in a chat's history is not taken for another one that looks
 * the same: many invoices have the same caption. Kept over runs, since a loop has many, and limited.
 */
export class SentMessages {
  private readonly ids = new Map<string, true>();
  private readonly sends = new Map<KnownSend, true>();

  /** The message with this ID belongs to a send that is known. */
  claim(id: string): void {
    lruSet(this.ids, MOST_IDS, id, true);
  }

  isClaimed(id: string): boolean {
    return this.ids.has(id);
  }

  /** From now on a message of the chat may be this one's. */
  begin(send: KnownSend): void {
    lruSet(this.sends, MOST_SENDS, send, true);
  }

  /** It was sent, or perhaps. @param id that of its message by 1MSG's answer */
  end(send: KnownSend, now: number, id?: string): void {
    send.endedAt = now;
    if (id === undefined) return;
    send.id = id;
    this.claim(id);
  }

  /** Nothing was sent, or its message was found in the history. */
  forget(send: KnownSend): void {
    this.sends.delete(send);
  }

  /**
   * @returns the other sends of which a message in the chat may be, first those attempted first, each with the latest time
   * that it may have. For its own execution those that are queued or perhaps sent may come through at any time
   */
  rivalsOf(send: KnownSend): Array<{ rival: KnownSend; until: number }> {
    return [...this.sends.keys()]
      .filter((other) => other !== send && other.chat === send.chat)
      .sort((a, b) => a.attemptedAt - b.attemptedAt)
      .map((rival) => {
        const { endedAt, id, execution } = rival;
        const isOpen = endedAt === undefined || (!id && execution === send.execution);
        return { rival, until: isOpen ? Infinity : endedAt + LATE_MS };
      });
  }
}
