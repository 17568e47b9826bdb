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
  private limit = 0;
  private readonly queue = new Set<Waiting>();

  /**
   * @param limit how many may be taken, this one included. The greatest counts for all while any is taken, or those
   * who ask for less would wait for as long as one who asks for more is at work
   * @returns as {@link Turns.take}
   */
  async take(limit: number, signal: AbortSignal): Promise<boolean> {
    if (signal.aborted) return false;
    this.limit = this.taken === 0 ? limit : Math.max(this.limit, limit);
    if (this.taken >= this.limit) return await waitIn(this.queue, signal);
    this.taken++;
    return true;
  }

  /** Gives a slot back; it goes to the one who has waited longest. */
  give(): void {
    const [next] = this.queue;
    if (next) next.go(true);
    else this.taken--;
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
