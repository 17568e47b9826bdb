import type { Clock } from '../clock';

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
   * @returns when it passed, to be given back to {@link tooFast}; `closed` when that would take too long
   * @throws when the signal aborts first
   */
  async pass(signal: AbortSignal): Promise<number | 'closed'> {
    for (;;) {
      const now = this.clock.now();
      if (this.closedUntil - now > LONGEST_CLOSED_MS) return 'closed';
      const turn = Math.max(now, this.nextAt, this.closedUntil);
      this.nextAt = turn + this.interval + this.slowdown;
      if (turn > now) await this.clock.sleep(turn - now, signal);
      const passed = this.clock.now();
      if (passed >= this.closedUntil) return passed; // else it was closed meanwhile
    }
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
