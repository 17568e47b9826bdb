import { onAbort } from '../async/on-abort';

interface Waiting {
  go: (mayGo: boolean) => void;
}

/** Turns of one thing each, such as a person, in the order in which they were asked for. */
export class Turns {
  private readonly queues = new Map<string, Set<Waiting>>();

  /** @returns when it is one's turn: true; false when the signal aborts first, and then nothing has to be given back */
  async take(name: string, signal: AbortSignal): Promise<boolean> {
    if (signal.aborted) return false;
    const queue = this.queues.get(name);
    if (!queue) {
      this.queues.set(name, new Set());
      return true;
    }
    return await waitIn(queue, signal);
  }

  /** The next one has its turn. */
  give(name: string): void {
    const queue = this.queues.get(name);
    const [next] = queue ?? [];
    if (next) next.go(true);
    else this.queues.delete(name);
  }
}

/** A number of slots for all, in the order in which they were asked for. */
export class Slots {
  private taken = 0;
  private readonly queue = new Set<Waiting>();
  /** How many have or wait for a slot, by their limit. */
  private readonly limits = new Map<number, number>();

  /**
   * @param limit how many may be taken, this one included. The greatest of those that have or wait for one counts for
   * all, or those who ask for less would wait for as long as one who asks for more is at work
   * @returns as {@link Turns.take}; to be given back with the same limit
   */
  async take(limit: number, signal: AbortSignal): Promise<boolean> {
    if (signal.aborted) return false;
    this.count(limit, 1);
    const waiting = waitIn(this.queue, signal);
    this.letGo();
    const isTaken = await waiting;
    if (!isTaken) this.count(limit, -1);
    return isTaken;
  }

  /** Gives a slot back; it goes to the one who has waited longest. */
  give(limit: number): void {
    this.taken--;
    this.count(limit, -1);
    this.letGo();
  }

  private letGo(): void {
    const limit = Math.max(...this.limits.keys());
    for (const next of this.queue) {
      if (this.taken >= limit) return;
      this.taken++;
      next.go(true);
    }
  }

  private count(limit: number, change: number): void {
    const count = (this.limits.get(limit) ?? 0) + change;
    if (count > 0) this.limits.set(limit, count);
    else this.limits.delete(limit);
  }
}

async function waitIn(queue: Set<Waiting>, signal: AbortSignal): Promise<boolean> {
  return await new Promise((resolve) => {
    const waiting: Waiting = {
      go: (mayGo) => {
        queue.delete(waiting);
        stopListening();
        resolve(mayGo);
      },
    };
    queue.add(waiting);
    const stopListening = onAbort(signal, () => waiting.go(false));
  });
}
