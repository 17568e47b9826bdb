/** The time, as far as sending depends on it; tests put their own in its place. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /**
   * Resolves after that many milliseconds.
   * @throws when the signal aborts first, or has
   */
  sleep(milliseconds: number, signal?: AbortSignal): Promise<void>;
}
