import { setImmediate as otherWork } from 'node:timers/promises';
import type { Clock } from '../../nodes/shared/async/clock';

interface Sleeper {
  until: number;
  wake(): void;
}

/** A clock that stands still until a test moves it. */
export class FakeClock implements Clock {
  private time = 0;
  private readonly sleepers = new Set<Sleeper>();

  now(): number {
    return this.time;
  }

  async sleep(milliseconds: number, signal?: AbortSignal): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      if (signal?.aborted) return reject(new Error('aborted'));
      const sleeper = { until: this.time + milliseconds, wake: resolve };
      this.sleepers.add(sleeper);
      signal?.addEventListener('abort', () => {
        this.sleepers.delete(sleeper);
        reject(new Error('aborted'));
      });
    });
  }

  /** Lets that much time pass: each sleeper wakes at its time, and what it then does is done before the next wakes. */
  async pass(milliseconds: number): Promise<void> {
    const end = this.time + milliseconds;
    for (;;) {
      await otherWork();
      const [next] = [...this.sleepers].sort((a, b) => a.until - b.until);
      if (!next || next.until > end) break;
      this.time = Math.max(this.time, next.until);
      this.sleepers.delete(next);
      next.wake();
    }
    this.time = end;
  }
}
