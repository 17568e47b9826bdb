import type { Clock } from '../async/clock';
import { onAbort } from '../async/on-abort';
import { asError } from '../values/thrown';
import type { ChannelStore, Lane } from './channel-store';

/** A provider that asks for more than this is not waited for; the items say so instead, but for one now and then. */
export const LONGEST_CLOSED_MS = 10 * 60_000;

/** What a gate asks. */
export type PaceStore = Pick<ChannelStore, 'pass' | 'giveBack' | 'tooFast' | 'taken'>;

/**
 * What every message of a channel passes before it is sent: it keeps the paces that were set, and slows
 * all of them down when the provider says that they come too fast.
 */
export class SendGate {
  /** Those that wait for their turn, longest first. */
  private readonly waiting = new Set<AbortController>();

  constructor(
    private readonly store: PaceStore,
    private readonly clock: Clock,
  ) {}

  /**
   * @param lanes the paces that the messages of one run have to keep
   * @returns the way through for them
   */
  lanes(lanes: readonly Lane[]): Gate {
    return {
      pass: async (signal) => await this.pass(lanes, signal),
      giveBack: async (at) => {
        await this.store.giveBack(lanes, at);
        const [next] = this.waiting;
        next?.abort();
      },
      tooFast: async (at, wait) => await this.store.tooFast(at, wait),
      taken: async (at) => await this.store.taken(at),
    };
  }

  private async pass(lanes: readonly Lane[], signal: AbortSignal): Promise<number | 'closed'> {
    const cameAt = this.clock.now();
    for (;;) {
      const passage = await this.store.pass(lanes, cameAt);
      if ('at' in passage) return passage.at;
      if (passage.closed > LONGEST_CLOSED_MS) return 'closed';
      await this.wait(passage.wait, signal);
    }
  }

  /** Waits for so many milliseconds, or until a turn is given back. @throws when the signal aborts first */
  private async wait(milliseconds: number, signal: AbortSignal): Promise<void> {
    const end = new AbortController();
    const stopListening = onAbort(signal, () => end.abort());
    this.waiting.add(end);
    try {
      await this.clock.sleep(milliseconds, end.signal);
    } catch (error) {
      if (signal.aborted) throw asError(error);
    } finally {
      this.waiting.delete(end);
      stopListening();
    }
  }
}

/** The way of one run's messages through the gate. */
export interface Gate {
  /**
   * Waits for the turn of one message.
   * @returns when it passed, to be given back to the others; `closed` when the provider is not to be asked for too long
   * @throws when the signal aborts first
   */
  pass(signal: AbortSignal): Promise<number | 'closed'>;
  /** What passed came to nothing: no message left, and the next one may pass at once in its place. */
  giveBack(at: number): Promise<void>;
  /**
   * The provider said that messages come too fast: none passes for a while, and then they pass more slowly.
   * @param at what {@link pass} returned. Of messages that were under way together only the first counts
   * @param wait milliseconds until the next one may pass
   */
  tooFast(at: number, wait: number): Promise<void>;
  /** The provider took a message. @param at what {@link pass} returned */
  taken(at: number): Promise<void>;
}
