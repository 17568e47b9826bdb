import { onAbort } from '../async/on-abort';
import type { DeliveryAnswer, FileSender, SendRun } from '../provider/file-sender';
import type { Clock } from '../async/clock';
import type { DeliveryEvent } from '../events/delivery-event';
import { furthestStatus, hasReached } from '../events/status-order';
import type { IDataObject } from 'n8n-workflow';
import type { ItemRun } from '../n8n/item-run';
import { n8nClock } from '../n8n/n8n-clock';

/** How far a message is to come before its item is done. */
export type AwaitedStatus = 'sent' | 'delivered' | 'read';

/** How a wait ended. */
export interface Waited {
  /** The furthest status that was seen; undefined when there was none. */
  status?: DeliveryEvent;
  /** The time was out before the status was reached. */
  timedOut?: true;
}

/** What {@link DeliveryWait} waits for, and how it asks. */
interface DeliveryWaitOptions {
  /** Asks the provider how far a message has come. */
  ask(id: string): Promise<DeliveryAnswer>;
  awaited: AwaitedStatus;
  /** Milliseconds, for each message from when its wait began. */
  timeout: number;
  clock: Clock;
  /** Once aborted all waits end. */
  signal: AbortSignal;
}

interface Wait {
  id: string;
  /** Milliseconds since the epoch, as `nextAt`. */
  deadline: number;
  nextAt: number;
  interval: number;
  asking: boolean;
  furthest: DeliveryEvent | undefined;
  end(timedOut?: true): void;
}

const FIRST_INTERVAL_MS = 1_000;
const GROWTH = 1.5;
const LONGEST_INTERVAL_MS = 10_000;
/** The provider is asked once more this long before the time is out. */
const LAST_QUESTION_MS = 1_000;
const QUESTIONS_AT_A_TIME = 5;

/**
 * Waits for the delivery of all messages of a run together: each is asked about soon at first and then
 * less and less often, a few at a time however many there are.
 */
export class DeliveryWait {
  private readonly waits = new Set<Wait>();
  private askers = 0;
  /** Until then nothing is asked: the provider said so. */
  private pausedUntil = -Infinity;
  private over = false;
  private reason: string | undefined;

  constructor(private readonly options: DeliveryWaitOptions) {
    if (options.signal.aborted) this.end();
    onAbort(options.signal, () => this.end());
  }

  /** Why the provider cannot be asked, once that is known; all waits have ended then. */
  get unavailable(): string | undefined {
    return this.reason;
  }

  /** @returns when the message came as far as awaited or failed, the time is out, or all waits ended */
  async until(id: string): Promise<Waited> {
    if (this.over) return {};
    const { clock, timeout } = this.options;
    const now = clock.now();
    return await new Promise((resolve) => {
      const ended = new AbortController();
      const wait: Wait = {
        id,
        deadline: now + timeout,
        nextAt: now + Math.min(FIRST_INTERVAL_MS, timeout / 2),
        interval: FIRST_INTERVAL_MS,
        asking: false,
        furthest: undefined,
        end: (timedOut) => {
          if (!this.waits.delete(wait)) return;
          ended.abort();
          resolve({ status: wait.furthest, ...(timedOut && { timedOut }) });
        },
      };
      this.waits.add(wait);
      // Not left to the questions: one that hangs must not hold up the rest.
      clock.sleep(timeout, ended.signal).then(
        () => wait.end(true),
        () => undefined, // it ended before
      );
      if (this.askers < QUESTIONS_AT_A_TIME) void this.keepAsking();
    });
  }

  /** Ends all waits, each with what it has seen, and those to come. */
  end(): void {
    this.over = true;
    for (const wait of this.waits) wait.end();
  }

  private async keepAsking(): Promise<void> {
    const { clock } = this.options;
    this.askers++;
    for (let wait; (wait = this.nextToAskAbout());) {
      const pause = Math.max(wait.nextAt, this.pausedUntil) - clock.now();
      if (pause > 0) {
        // Not longer, since a message that is new meanwhile comes first.
        await clock.sleep(Math.min(pause, FIRST_INTERVAL_MS));
        continue;
      }
      wait.asking = true;
      await this.askAbout(wait);
      wait.asking = false;
    }
    this.askers--;
  }

  private nextToAskAbout(): Wait | undefined {
    let next: Wait | undefined;
    for (const wait of this.waits)
      if (!wait.asking && (!next || wait.nextAt < next.nextAt)) next = wait;
    return next;
  }

  private async askAbout(wait: Wait): Promise<void> {
    const { awaited, clock } = this.options;
    const answer = await this.options
      .ask(wait.id)
      .catch((): DeliveryAnswer => ({ kind: 'unanswered' }));
    const now = clock.now();
    if (answer.kind === 'unavailable') {
      this.reason ??= answer.reason;
      this.end();
    } else if (answer.kind === 'unanswered') {
      const { retryAfter } = answer;
      const pause = retryAfter === undefined ? 0 : Math.max(retryAfter, FIRST_INTERVAL_MS);
      this.pausedUntil = Math.max(this.pausedUntil, now + pause);
    } else if (answer.status && answer.status.status !== 'unknown') {
      wait.furthest = furthestStatus([...(wait.furthest ? [wait.furthest] : []), answer.status])!;
      const { status } = wait.furthest;
      if (status === 'failed' || hasReached(status, awaited)) wait.end();
    }
    wait.nextAt = now + wait.interval;
    wait.interval = Math.min(wait.interval * GROWTH, LONGEST_INTERVAL_MS);
    const last = wait.deadline - LAST_QUESTION_MS;
    if (now < last && wait.nextAt > last) wait.nextAt = last;
  }
}

/** How far messages are to come before a node is done with their items. */
export interface WaitFor {
  status: AwaitedStatus;
  /** Milliseconds, for each message from when it was accepted. */
  timeout: number;
}

/** Follows the messages of one run until they came as far as the node waits for; without `waitFor` it does nothing. */
export class DeliveryOfItems {
  private readonly hint: SendRun['hint'];
  private readonly wait: DeliveryWait | undefined;
  private readonly followed: Array<Promise<void>> = [];

  constructor(
    private readonly run: ItemRun,
    { sender, waitFor, hint }: { sender: FileSender; waitFor?: WaitFor } & Pick<SendRun, 'hint'>,
  ) {
    this.hint = hint;
    if (!waitFor || !sender.delivery) return;
    this.wait = new DeliveryWait({
      ask: async (id) => await sender.delivery!(id),
      awaited: waitFor.status,
      timeout: waitFor.timeout,
      clock: n8nClock,
      signal: run.signal,
    });
  }

  /**
   * Waits for the message in the background, and then adds to the item's output what became of it.
   * @param json the item's output so far
   */
  follow(item: number, id: string, json: IDataObject): void {
    const { wait, run } = this;
    if (!wait) return;
    const follow = async () =>
      run.succeeded(item, { ...json, ...waitedJson(await wait.until(id)) });
    this.followed.push(follow());
  }

  /** @returns when nothing is waited for any more */
  async known(): Promise<void> {
    await Promise.all(this.followed);
    const reason = this.wait?.unavailable;
    if (reason) this.hint(`The node did not wait. ${reason}`);
  }

  /** Ends all waits at once. */
  end(): void {
    this.wait?.end();
  }
}

/** What a wait for the delivery adds to the output, its `status` in place of `accepted`. */
function waitedJson({ status, timedOut }: Waited): IDataObject {
  return {
    ...(status && { status: status.status, delivery: { ...status } }),
    ...(timedOut && { waitTimedOut: true }),
  };
}
