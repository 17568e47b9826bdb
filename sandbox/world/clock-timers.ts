import type { Clock } from './clock';

/** Node's timers run at once when they are given more. */
const LONGEST_TIMEOUT_MS = 2 ** 31 - 1;

interface Waiting {
  dueAt: number;
  run: () => void;
  timeout: NodeJS.Timeout | undefined;
}

/** Timers that go by the sandbox's clock: moving it forward runs what has become due, earliest first. */
export class ClockTimers {
  readonly #waiting = new Set<Waiting>();

  constructor(private readonly clock: Clock) {
    clock.on('moved', () => this.#clockMoved());
  }

  /** @param dueAt milliseconds since 1970 on the sandbox's clock; what is past runs soon, not at once */
  at(dueAt: number, run: () => void): void {
    const waiting: Waiting = { dueAt, run, timeout: undefined };
    this.#waiting.add(waiting);
    this.#wait(waiting);
  }

  clear(): void {
    for (const { timeout } of this.#waiting) clearTimeout(timeout);
    this.#waiting.clear();
  }

  #wait(waiting: Waiting): void {
    clearTimeout(waiting.timeout);
    const wait = Math.min(Math.max(0, waiting.dueAt - this.clock.now()), LONGEST_TIMEOUT_MS);
    waiting.timeout = setTimeout(() => {
      if (waiting.dueAt <= this.clock.now()) this.#run(waiting);
      else this.#wait(waiting);
    }, wait);
  }

  #run(waiting: Waiting): void {
    clearTimeout(waiting.timeout);
    if (this.#waiting.delete(waiting)) waiting.run();
  }

  #clockMoved(): void {
    const now = this.clock.now();
    for (const waiting of [...this.#waiting].sort((a, b) => a.dueAt - b.dueAt)) {
      if (waiting.dueAt <= now) this.#run(waiting);
      else this.#wait(waiting);
    }
  }
}
