import { EventEmitter } from 'node:events';

/** The sandbox's time: the real one, moved forward by hand so that a day need not be waited for. */
export class Clock extends EventEmitter<{ moved: [] }> {
  #ahead = 0;

  constructor() {
    super();
    this.setMaxListeners(0);
  }

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
    this.emit('moved');
  }

  reset(): void {
    this.#ahead = 0;
    this.emit('moved');
  }
}
