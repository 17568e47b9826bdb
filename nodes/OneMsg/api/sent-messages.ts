import { keepLatest } from '../../shared/keep-latest';
import type { MessageTrace } from './message-trace';

const MOST_IDS = 10_000;
const MOST_OPEN = 5_000;

/** A send whose message's ID is not known, or not yet. */
export interface OpenSend {
  /** Channel and chat; the same for all messages of that chat. */
  chat: string;
  /** The execution that it belongs to. */
  execution: object | string;
  trace: MessageTrace;
  /** Milliseconds since the epoch. */
  attemptedAt: number;
  /**
   * Until when others have to reckon with its message, milliseconds since the epoch; undefined while it is being sent or
   * looked for.
   */
  soughtUntil?: number;
}

/**
 * What this n8n process has sent, so that a message in a chat's history is not taken for another one that looks
 * the same: many invoices have the same caption. Kept over runs, since a loop has many, and limited.
 */
export class SentMessages {
  private readonly ids = new Map<string, true>();
  private readonly open = new Map<OpenSend, true>();

  /** The message with this ID belongs to a send that is known. */
  claim(id: string): void {
    keepLatest(this.ids, MOST_IDS, id, true);
  }

  isClaimed(id: string): boolean {
    return this.ids.has(id);
  }

  /** From now on a message of the chat may be this one's. */
  begin(send: OpenSend): void {
    keepLatest(this.open, MOST_OPEN, send, true);
  }

  /** Nothing was sent, or its message is claimed. */
  end(send: OpenSend): void {
    this.open.delete(send);
  }

  /**
   * @returns the other sends of which a message in the chat may be, first those attempted first. Those that are queued,
   * or were looked for in vain, count in their own execution only: elsewhere their message has come through long ago
   */
  rivalsOf(send: OpenSend, now: number): OpenSend[] {
    const rivals = [...this.open.keys()].filter(
      (other) =>
        other !== send &&
        other.chat === send.chat &&
        (other.execution === send.execution ||
          other.soughtUntil === undefined ||
          now < other.soughtUntil),
    );
    return rivals.sort((a, b) => a.attemptedAt - b.attemptedAt);
  }
}
