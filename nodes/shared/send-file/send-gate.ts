import type { Clock } from '../async/clock';
import { onAbort } from '../async/on-abort';
import { asError } from '../values/thrown';

/** A provider that asks for more than this is not waited for; the items say so instead. */
export const LONGEST_CLOSED_MS = 10 * 60_000;
const FIRST_SLOWDOWN_MS = 100;
const SLOWEST_MS = 5_000;
/** Each message that is taken brings the pace this much closer to what was asked for. */
const RECOVERY = 0.9;

/**
 * What every message of a node passes before it is sent: it keeps the pace that was set, and slows all
 * of them down when the provider says that they come too fast.
 */
export class SendGate {
  /** Milliseconds between two messages as set; 0 for no limit. */
  private readonly interval: number;
  /** Milliseconds added since the provider complained. */
  private slowdown = 0;
  private slowedAt = -Infinity;
  private nextAt = -Infinity;
  private lastPassedAt = -Infinity;
  /** Those that wait for their turn, longest first. */
  private readonly waiting = new Set<AbortController>();
  private closedUntil = -Infinity;

  /** @param messagesPerSecond 0 for no limit */
  constructor(
    messagesPerSecond: number,
    private readonly clock: Clock,
  ) {
    this.interval = messagesPerSecond > 0 ? 1000 / messagesPerSecond : 0;
  }

  /**
   * Waits for the turn of one message.
   * @returns when it passed, to be given back to {@link tooFast} or {@link giveBack}; `closed` when that would take too long
   * @throws when the signal aborts first
   */
  async pass(signal: AbortSignal): Promise<number | 'closed'> {
    const came = this.clock.now();
    for (;;) {
      const now = this.clock.now();
      if (this.closedUntil - now > LONGEST_CLOSED_MS) return 'closed';
      const turn = Math.max(came, this.nextAt, this.closedUntil);
      if (turn <= now) {
        this.nextAt = turn + this.interval + this.slowdown;
        return (this.lastPassedAt = now);
      }
      await this.wait(turn - now, signal);
    }
  }

  /** Waits for so many milliseconds, or until {@link giveBack} ends it. @throws when the signal aborts first */
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

  /**
   * What passed came to nothing: no message left, and the next one may pass at once in its place. Where another
   * has passed meanwhile the turn is lost, since two messages would follow each other too closely.
   * @param passedAt what {@link pass} returned
   */
  giveBack(passedAt: number): void {
    if (passedAt !== this.lastPassedAt) return;
    this.nextAt = Math.min(this.nextAt, this.clock.now());
    const [next] = this.waiting;
    next?.abort();
  }

  /**
   * The provider said that messages come too fast: none passes for a while, and then they pass more slowly.
   * @param passedAt what {@link pass} returned. Of messages that were under way together only the first counts
   * @param wait milliseconds until the next one may pass
   */
  tooFast(passedAt: number, wait: number): void {
    const now = this.clock.now();
    this.closedUntil = Math.max(this.closedUntil, now + wait);
    if (passedAt < this.slowedAt) return;
    this.slowedAt = now;
    this.slowdown = Math.min(SLOWEST_MS, Math.max(FIRST_SLOWDOWN_MS, this.slowdown * 2));
  }

  /** The provider took a message. */
  taken(): void {
    this.slowdown = this.slowdown < 1 ? 0 : this.slowdown * RECOVERY;
  }
}
