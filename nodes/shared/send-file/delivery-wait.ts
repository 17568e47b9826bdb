import { onAbort } from '../async/on-abort';
import type { DeliveryAnswer, FileSender, SendRun } from '../provider/file-sender';
import type { Clock } from '../async/clock';
import type { DeliveryEvent } from '../events/delivery-event';
import { furthestStatus, hasReached, toldBy } from '../events/status-order';
import type { IDataObject } from 'n8n-workflow';
import type { Channel, Heard } from '../channel/channel';
import { FAILURE_REASONS } from '../events/failure-reason';
import { completeStatus } from '../events/make-event';
import type { Recipient } from '../whatsapp/recipient';
import type { UsedKey } from './send-once';
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
  /** Of a failure: it was sent, delivered or read all the same. */
  wasSent?: true;
}

/** What {@link DeliveryWait} waits for, and how it asks. */
interface DeliveryWaitOptions {
  /** Asks the provider how far a message has come; not there where it cannot be asked. */
  ask?(id: string): Promise<DeliveryAnswer>;
  /** Tells what a trigger hears of a message. @returns ends it */
  listen?: (id: string, heard: (status: DeliveryEvent, wasSent?: boolean) => void) => () => void;
  /** Whether there is a trigger to listen to. */
  hasTrigger?(): Promise<boolean>;
  /** Why there is nothing to wait for where the provider cannot be asked. */
  unavailable?: string;
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
  wasSent: boolean;
  /** A failure's reason decides what is sent then. */
  reasonDecides: boolean;
  /** A failure without a reason was heard, and is given time. */
  lacksReason: boolean;
  /** Aborted when it has ended. */
  ended: AbortSignal;
  end(timedOut?: boolean): void;
}

const FIRST_INTERVAL_MS = 1_000;
const GROWTH = 1.5;
const LONGEST_INTERVAL_MS = 10_000;
/** The provider is asked once more this long before the time is out. */
const LAST_QUESTION_MS = 1_000;
const QUESTIONS_AT_A_TIME = 5;
/**
 * A failure that tells nothing is given so long to get its reason; where that decides what is sent, as long as the wait:
 * many that fail at once are more than n8n takes in at once. 99digital tells it in a second event; of 1MSG nobody knows
 * whether `hookInfo` tells it, and its webhook may come a moment later.
 */
const REASON_WITHIN_MS = 2_000;

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
  /** Whether the provider tells how far messages have come when it is asked. */
  private canAsk: boolean;

  constructor(private readonly options: DeliveryWaitOptions) {
    this.canAsk = options.ask !== undefined;
    if (options.signal.aborted) this.end();
    onAbort(options.signal, () => this.end());
  }

  /** Why nothing could be learned, once that is known; all waits have ended then. */
  get unavailable(): string | undefined {
    return this.reason;
  }

  /**
   * @param reasonDecides whether a failure's reason decides what is sent then
   * @returns when the message came as far as awaited or failed, the time is out, or all waits ended
   */
  async until(id: string, reasonDecides = false): Promise<Waited> {
    if (!this.canAsk && !this.over) await this.orEnd(this.options.unavailable);
    if (this.over) return {};
    const { clock, timeout, listen } = this.options;
    const now = clock.now();
    return await new Promise((resolve) => {
      const ended = new AbortController();
      const ending: { stopListening?: () => void } = {};
      const wait: Wait = {
        id,
        deadline: now + timeout,
        nextAt: now + Math.min(FIRST_INTERVAL_MS, timeout / 2),
        interval: FIRST_INTERVAL_MS,
        asking: false,
        furthest: undefined,
        wasSent: false,
        reasonDecides,
        lacksReason: false,
        ended: ended.signal,
        end: (timedOut) => {
          if (!this.waits.delete(wait)) return;
          ended.abort();
          ending.stopListening?.();
          resolve({
            status: wait.furthest,
            ...(timedOut && { timedOut: true }),
            ...(wait.furthest?.status === 'failed' && wait.wasSent && { wasSent: true }),
          });
        },
      };
      this.waits.add(wait);
      ending.stopListening = listen?.(id, (status, wasSent) => this.learn(wait, status, wasSent));
      if (!this.waits.has(wait)) return ending.stopListening?.(); // it was heard before
      // Not left to the questions: one that hangs must not hold up the rest.
      clock.sleep(timeout, ended.signal).then(
        () => wait.end(!hasFailed(wait)),
        () => undefined, // it ended before
      );
      if (this.canAsk && this.askers < QUESTIONS_AT_A_TIME) void this.keepAsking();
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
    for (let wait; this.canAsk && (wait = this.nextToAskAbout());) {
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
    const { clock } = this.options;
    const answer = await this.options.ask!(wait.id).catch((): DeliveryAnswer => ({
      kind: 'unanswered',
    }));
    const now = clock.now();
    if (answer.kind === 'unavailable') {
      this.canAsk = false;
      await this.orEnd(answer.reason);
    } else if (answer.kind === 'unanswered') {
      const { retryAfter } = answer;
      const pause = retryAfter === undefined ? 0 : Math.max(retryAfter, FIRST_INTERVAL_MS);
      this.pausedUntil = Math.max(this.pausedUntil, now + pause);
    } else if (answer.status) this.learn(wait, answer.status, answer.wasSent);
    wait.nextAt = now + wait.interval;
    wait.interval = Math.min(wait.interval * GROWTH, LONGEST_INTERVAL_MS);
    const last = wait.deadline - LAST_QUESTION_MS;
    if (now < last && wait.nextAt > last) wait.nextAt = last;
  }

  private learn(wait: Wait, event: DeliveryEvent, wasSent = false): void {
    if (event.status === 'unknown') return;
    wait.wasSent ||= wasSent || hasReached(event.status, 'sent');
    wait.furthest = furthestStatus([...(wait.furthest ? [wait.furthest] : []), event])!;
    if (hasReached(wait.furthest.status, this.options.awaited)) wait.end();
    else if (hasFailed(wait)) this.endFailed(wait);
  }

  private endFailed(wait: Wait): void {
    if (toldBy(wait.furthest?.error) > 0) return wait.end();
    // What was ever sent is not sent anew, whatever the reason.
    if (wait.lacksReason || (wait.reasonDecides && !wait.wasSent)) return;
    wait.lacksReason = true;
    this.options.clock.sleep(REASON_WITHIN_MS, wait.ended).then(
      () => {
        wait.lacksReason = false;
        if (hasFailed(wait)) wait.end();
      },
      () => undefined, // it ended before
    );
  }

  /** Ends all waits where no trigger will tell either. @param reason why the provider cannot be asked */
  private async orEnd(reason: string | undefined): Promise<void> {
    if (await this.options.hasTrigger?.()) return;
    this.reason ??= reason;
    this.end();
  }
}

const hasFailed = ({ furthest }: Wait): boolean => furthest?.status === 'failed';

/** How far messages are to come before a node is done with their items. */
export interface WaitFor {
  status: AwaitedStatus;
  /** Milliseconds, for each message from when it was accepted. */
  timeout: number;
}

/** A message that was accepted, and the item it is of. */
interface Followed {
  item: number;
  /** The message's. */
  id: string;
  recipient: Recipient;
  /** The item's output so far. */
  json: IDataObject;
  key?: UsedKey;
  /** Sends what goes out in its place where it turns out that the window is closed. @returns whether it tells the rest */
  sendInstead?: () => Promise<boolean>;
}

/** Follows the messages of one run until they came as far as the node waits for; without `waitFor` it does nothing. */
export class DeliveryOfItems {
  private readonly hint: SendRun['hint'];
  private readonly sender: FileSender;
  private readonly wait: DeliveryWait | undefined;
  private readonly followed: Array<Promise<void>> = [];
  private readonly recipients = new Map<string, Recipient>();

  constructor(
    private readonly run: ItemRun,
    { sender, waitFor, hint }: { sender: FileSender; waitFor?: WaitFor } & Pick<SendRun, 'hint'>,
    private readonly channel: Channel,
  ) {
    this.hint = hint;
    this.sender = sender;
    if (!waitFor) return;
    const { name } = sender.provider;
    this.wait = new DeliveryWait({
      ...(sender.delivery && { ask: async (id) => await sender.delivery!(id) }),
      unavailable: `${name} cannot be asked how far a message has come.`,
      listen: (id, heard) =>
        channel.listen(id, (status, wasSent) => heard(this.toEvent(id, status), wasSent)),
      hasTrigger: async () => await channel.hasTrigger(),
      awaited: waitFor.status,
      timeout: waitFor.timeout,
      clock: n8nClock,
      signal: run.signal,
    });
  }

  /** Waits for the message in the background, and then adds to the item's output what became of it. */
  follow({ item, id, recipient, json, key, sendInstead }: Followed): void {
    const { wait, run } = this;
    if (!wait) return;
    this.recipients.set(id, recipient);
    const follow = async () => {
      const waited = await wait.until(id, sendInstead !== undefined);
      this.recipients.delete(id);
      // What was sent has met an open window: a failure that says otherwise is no reason for a second message.
      const isRefused = waited.status?.error?.reason === 'WINDOW_CLOSED' && !waited.wasSent;
      if (isRefused && sendInstead) {
        if (await sendInstead()) return;
        waited.status = this.channel.heardOf(id)?.event ?? waited.status; // of meanwhile
      }
      if (waited.status?.status === 'failed') await key?.release();
      run.succeeded(item, { ...json, ...waitedJson(waited) });
    };
    this.followed.push(follow());
  }

  /** @returns when nothing is waited for any more */
  async known(): Promise<void> {
    // A template in a file's place is followed, too.
    for (let known = 0; known < this.followed.length;) {
      known = this.followed.length;
      await Promise.all(this.followed);
    }
    const reason = this.wait?.unavailable;
    if (reason)
      this.hint(
        `The node did not wait. ${reason.replace(/\.?$/, '.')} An active ${this.sender.provider.name} Send File Trigger with the same credential would tell: add one, and this node can wait.`,
      );
  }

  /** Ends all waits at once. */
  end(): void {
    this.wait?.end();
  }

  /** From another process only numbers come. */
  private toEvent(id: string, heard: Heard): DeliveryEvent {
    if ('event' in heard) return heard;
    const { status, timestamp, receivedAt, code, reason } = heard;
    const { phone, chatId } = this.recipients.get(id) ?? { phone: null, chatId: null };
    const known = reason === undefined ? undefined : FAILURE_REASONS[reason];
    return completeStatus(
      {
        ...{ status, id, phone, chatId },
        timestamp: timestamp === undefined ? null : new Date(timestamp).toISOString(),
        ...(status === 'failed' && {
          error: {
            code: code ?? null,
            title: null,
            details: null,
            ...(known && { reason: known }),
          },
        }),
      },
      status,
      undefined,
      {
        provider: this.sender.provider.id,
        channelId: this.sender.account.id,
        receivedAt: new Date(receivedAt).toISOString(),
        includeRaw: false,
      },
    );
  }
}

/** What a wait for the delivery adds to the output, its `status` in place of `accepted`. What failed is not `sent`. */
function waitedJson({ status, timedOut }: Waited): IDataObject {
  return {
    ...(status?.status === 'failed' && { sent: false }),
    ...(status && { status: status.status, delivery: { ...status } }),
    ...(timedOut && { waitTimedOut: true }),
  };
}
