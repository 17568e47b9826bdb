/** The sandbox's time: the real one, moved forward by hand so that a day need not be waited for. */
export class Clock {
  #ahead = 0;

  /** Milliseconds since 1970. */
  now(): number {
    return Date.now() + this.#ahead;
  }

  /** How far this clock is ahead of the real one, in milliseconds. */
  get ahead(): number {
    return this.#ahead;
  }

  forward(milliseconds: number): void {
    this.#ahead += milliseconds;
  }

  reset(): void {
    this.#ahead = 0;
  }
}
