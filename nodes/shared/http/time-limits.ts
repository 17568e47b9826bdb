import type { Clock } from '../async/clock';

interface Watched {
  limit: number;
  /** The clock's time at which it is given up, unless it has moved by then. */
  dueAt: number;
  movedAt: () => number;
  expired: () => void;
}

/**
 * Gives up what does not move any more. All that is watched shares one timer: one for each exchange, which
 * is cut short when the answer is there, would make errors with their stacks for each, and these cost more
 * than reading the answer.
 */
export class TimeLimits {
  private readonly watched = new Set<Watched>();
  private timer: { wakesAt: number; stop: AbortController } | undefined;

  constructor(private readonly clock: Clock) {}

  /**
   * @param limit milliseconds without progress
   * @param movedAt the clock's time when something last moved; -Infinity where nothing did
   * @param expired called once, when the limit has passed
   * @returns ends the watch
   */
  watch(limit: number, movedAt: () => number, expired: () => void): () => void {
    const dueAt = this.clock.now() + limit;
    const each: Watched = { limit, dueAt, movedAt, expired };
    this.watched.add(each);
    if (!this.timer || dueAt < this.timer.wakesAt) this.restart();
    return () => {
      this.watched.delete(each);
      if (this.watched.size === 0) this.stop();
    };
  }

  private restart(): void {
    this.stop();
    const timer = { wakesAt: 0, stop: new AbortController() };
    this.timer = timer;
    void this.look(timer);
  }

  private stop(): void {
    this.timer?.stop.abort('nothing is watched');
    this.timer = undefined;
  }

  /** Waits before it looks: whoever has just begun to watch has not got what ends it yet. */
  private async look(timer: { wakesAt: number; stop: AbortController }): Promise<void> {
    for (;;) {
      timer.wakesAt = Math.min(...[...this.watched].map(({ dueAt }) => dueAt));
      const wait = Math.max(0, timer.wakesAt - this.clock.now());
      await this.clock.sleep(wait, timer.stop.signal).catch(() => undefined);
      if (this.timer !== timer) return;
      const now = this.clock.now();
      for (const each of this.watched) if (each.dueAt <= now) this.judge(each, now);
      if (this.watched.size === 0) return this.stop();
    }
  }

  private judge(each: Watched, now: number): void {
    each.dueAt = Math.max(each.dueAt, each.movedAt() + each.limit);
    if (each.dueAt > now) return;
    this.watched.delete(each);
    each.expired();
  }
}

/** @param limit milliseconds @returns one phrase, without a full stop */
export function noAnswerWithin(limit: number): string {
  const seconds = limit / 1000;
  return `there was no answer within ${seconds} ${seconds === 1 ? 'second' : 'seconds'}`;
}
