import type { Clock } from './clock';

/** What {@link runByRecipient} runs, and how far it may go. */
export interface RecipientRun {
  /** How many items there are; they are known by their index, 0 to `count - 1`. */
  count: number;
  /** Recipients worked on at the same time; one's items always go one after another, in item order. */
  concurrency: number;
  /**
   * Names the recipient of an item. Asked once an item, in order, and only when a slot is free and no more
   * than {@link MOST_PARKED} items wait for others of their recipients, so that what is waiting costs no memory.
   * @returns the same key for the same recipient; undefined for an item that is dealt with already
   */
  recipientOf(index: number): Promise<string | undefined>;
  /**
   * Does what can be done for an item before its turn. Called in order, while all slots are
   * taken, for the next {@link MOST_AHEAD} items only.
   */
  readAhead?: (index: number) => void;
  /**
   * Deals with one item. A rejection ends the run.
   * @param begun to be called when nothing but the network keeps it waiting: then there is time to read ahead
   */
  work(index: number, begun: () => void): Promise<void>;
  /** Once aborted nothing more is started; what is under way is waited for. */
  signal: AbortSignal;
  clock: Clock;
}

/**
 * So many items are passed over in search of a recipient who is free. One with more items than that in a row keeps
 * the others waiting: the search goes on as that one's items are done.
 */
export const MOST_PARKED = 500;

interface Found {
  index: number;
  recipient: string;
  /** The recipient's later items, as they are come across. */
  behind: number[];
}

/**
 * Reading parameters blocks n8n's event loop; after so many milliseconds the network gets its turn. That has to be
 * soon: the first request needs some turns to connect, and the others may wait for its answer.
 */
const READS_IN_A_ROW_MS = 2;

/** So many are ready that the network does not wait for them, and memory stays small. */
export const MOST_AHEAD = 50;

/**
 * Works through items, several recipients at a time and each recipient's own items in order.
 * @returns when all that was started has ended
 * @throws what `work` or `recipientOf` threw first, after the rest of what was under way has ended
 */
export async function runByRecipient(run: RecipientRun): Promise<void> {
  /** The recipients that are being worked on. */
  const waiting = new Map<string, number[]>();
  /** How many items are in `waiting`. */
  let parked = 0;
  /** Has the search look again, when it waits for fewer to be parked. */
  let lookAgain = () => {};
  let next = 0;
  let reading: Promise<Found | undefined> = Promise.resolve(undefined);
  let failure: { error: unknown } | undefined;
  const stopped = () => run.signal.aborted || failure !== undefined;
  const slots = Math.min(run.concurrency, run.count);
  const networkTurn = turnAfter(READS_IN_A_ROW_MS, run.clock);

  /** Finds the next item whose recipient is free, and parks those in between behind theirs. */
  const findNext = async (): Promise<Found | undefined> => {
    for (;;) {
      await networkTurn();
      if (next >= run.count || stopped()) return undefined;
      if (parked >= MOST_PARKED) {
        await new Promise<void>((resolve) => (lookAgain = resolve));
        continue;
      }
      const index = next++;
      const recipient = await run.recipientOf(index);
      if (recipient === undefined) continue;
      const before = waiting.get(recipient);
      if (!before) {
        const behind: number[] = [];
        waiting.set(recipient, behind);
        return { index, recipient, behind };
      }
      before.push(index);
      parked++;
    }
  };

  let ahead = 0;
  let readingAhead = false;
  /** Goes on as long as nothing is waiting for it; ends when enough is read. */
  const readAhead = async () => {
    if (readingAhead || !run.readAhead) return;
    readingAhead = true;
    await run.clock.sleep(0); // what has been started goes out first
    for (;;) {
      await networkTurn();
      ahead = Math.max(ahead, next);
      if (ahead >= Math.min(run.count, next + MOST_AHEAD) || next < slots || stopped()) break;
      run.readAhead(ahead++);
    }
    readingAhead = false;
  };

  const worker = async () => {
    while (!stopped()) {
      // One reader at a time, or two items of one recipient could overtake each other.
      const found = await (reading = reading.then(findNext));
      if (!found) return;
      const { recipient, behind } = found;
      for (let index: number | undefined = found.index; index !== undefined;) {
        if (stopped()) return;
        await run.work(index, () => void guarded(readAhead));
        index = behind.shift();
        if (index !== undefined) parked--;
        lookAgain();
      }
      waiting.delete(recipient);
    }
  };

  const guarded = async (task: () => Promise<void>) => {
    try {
      await task();
    } catch (error) {
      failure ??= { error };
    }
    lookAgain(); // there is nothing more to be found when all is stopped
  };
  await Promise.all(Array.from({ length: slots }, async () => await guarded(worker)));
  if (failure) throw failure.error as Error;
}

/**
 * @param milliseconds how long the event loop may be kept from its next turn
 * @returns waits for that turn when it is due, and for nothing otherwise
 */
function turnAfter(milliseconds: number, clock: Clock): () => Promise<void> {
  let next: { since: number; turn: Promise<void> } | undefined;
  return async () => {
    if (next && clock.now() - next.since >= milliseconds) await next.turn;
    next ??= {
      since: clock.now(),
      turn: clock.sleep(0).then(() => void (next = undefined)),
    };
  };
}
