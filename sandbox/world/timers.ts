/** Timers that can all be forgotten at once, so that nothing of a former state reaches a new one. */
export class Timers {
  readonly #running = new Map<NodeJS.Timeout, (() => void) | undefined>();

  after(milliseconds: number, run: () => void, whenCleared?: () => void): void {
    const timer = setTimeout(() => {
      this.#running.delete(timer);
      run();
    }, milliseconds);
    this.#running.set(timer, whenCleared);
  }

  /** Resolves with true after the time, or with false as soon as the timers are cleared. */
  sleep(milliseconds: number): Promise<boolean> {
    return new Promise((resolve) =>
      this.after(
        milliseconds,
        () => resolve(true),
        () => resolve(false),
      ),
    );
  }

  clear(): void {
    for (const [timer, whenCleared] of this.#running) {
      clearTimeout(timer);
      whenCleared?.();
    }
    this.#running.clear();
  }
}
