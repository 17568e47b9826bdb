import { EventEmitter } from 'node:events';
import { Agent, request } from 'undici';
import type { Clock } from './clock';
import { ClockTimers } from './clock-timers';

/** An attempt that was not answered with 200. Times are milliseconds since 1970 on the sandbox's clock. */
export interface FailedAttempt {
  /** 1 for the first. */
  attempt: number;
  /** When it was to be made. */
  dueAt: number;
  now: number;
}

/** How a provider posts its webhooks; asked for anew with each. */
export interface WebhookManners {
  /** Each webhook is posted this many times more, as duplicates. */
  duplicates: number;
  /** An answer that takes longer, in real milliseconds, is none. */
  answerWithinMs: number;
  /** When to post again, in milliseconds since 1970 on the sandbox's clock; null: never. */
  repeatAt(failed: FailedAttempt): number | null;
  /** A URL is disabled after this many failed attempts in a row; `Infinity`: never. */
  disableAfter: number;
}

/** One attempt to post one webhook to one URL. */
export interface PostedWebhook {
  /** 1 for the first since the start. */
  number: number;
  url: string;
  /** ISO time on the sandbox's clock. */
  at: string;
  /** 1 for the first. */
  attempt: number;
  payload: unknown;
  /** The answer's HTTP status; null while there is none. */
  status: number | null;
  /** The answer's first 2,000 characters. */
  answer: string | null;
  /** Why there was no answer. */
  error: string | null;
}

interface OutboxEvents {
  /** An attempt has begun. */
  posting: [PostedWebhook];
  /** It has its answer, or will have none. */
  posted: [PostedWebhook];
  /** The URLs are others. */
  urls: [];
}

/** A repetition that is further away is not waited for: it needs the clock to be moved. */
const SOON_MS = 10_000;

/** Posts webhooks to every URL of a list, repeats and gives up as the provider does, and remembers it all. */
export class WebhookOutbox extends EventEmitter<OutboxEvents> {
  readonly posted: PostedWebhook[] = [];
  readonly #timers: ClockTimers;
  readonly #agent = new Agent({ connections: 32 });
  /** The first attempts still to come of what must arrive in order, by URL and message. */
  readonly #queues = new Map<string, Promise<void>>();
  #urls: string[] = [];
  readonly #failuresInARow = new Map<string, number>();
  /** What is not done yet, with the time at which its next attempt is due. */
  readonly #underWay = new Map<symbol, number>();

  constructor(
    private readonly clock: Clock,
    private readonly manners: () => WebhookManners,
  ) {
    super();
    this.setMaxListeners(0);
    this.#timers = new ClockTimers(clock);
  }

  get urls(): readonly string[] {
    return this.#urls;
  }

  /** Replaces the list; URLs that had been disabled are enabled again. */
  setUrls(urls: string[]): void {
    this.#urls = [...new Set(urls)];
    this.#failuresInARow.clear();
    this.emit('urls');
  }

  isDisabled(url: string): boolean {
    return (this.#failuresInARow.get(url) ?? 0) >= this.manners().disableAfter;
  }

  /** How many webhooks are being posted, or will be within ten seconds on the sandbox's clock. */
  get pending(): number {
    const soon = this.clock.now() + SOON_MS;
    return [...this.#underWay.values()].filter((dueAt) => dueAt <= soon).length;
  }

  /** How many webhooks are to be repeated later than that. */
  get scheduled(): number {
    return this.#underWay.size - this.pending;
  }

  /** Posts to all URLs. First attempts with the same `queue` leave one after another. */
  post(payload: unknown, queue: string): void {
    const body = JSON.stringify(payload);
    const dueAt = this.clock.now();
    for (const url of this.#urls) {
      for (let copy = 0; copy <= this.manners().duplicates; copy++) {
        const key = `${queue} ${url}`;
        const mark = Symbol(url);
        this.#underWay.set(mark, dueAt);
        const run = (this.#queues.get(key) ?? Promise.resolve()).then(() =>
          this.#attempt({ url, payload, body, attempt: 1, dueAt, mark }),
        );
        this.#queues.set(key, run);
        void run.then(() => this.#queues.get(key) === run && this.#queues.delete(key));
      }
    }
  }

  reset(): void {
    this.#timers.clear();
    this.#underWay.clear();
    this.#queues.clear();
    this.posted.length = 0;
    this.setUrls([]);
  }

  async close(): Promise<void> {
    this.reset();
    await this.#agent.destroy();
  }

  async #attempt(post: Post): Promise<void> {
    const { url, mark, attempt, dueAt } = post;
    const stillWanted = () =>
      this.#underWay.has(mark) && this.#urls.includes(url) && !this.isDisabled(url);
    if (!stillWanted()) return void this.#underWay.delete(mark);
    const record = await this.#send(post);
    if (!this.#underWay.has(mark)) return; // reset meanwhile
    this.emit('posted', record);
    if (record.status === 200) this.#failuresInARow.delete(url);
    else this.#failuresInARow.set(url, (this.#failuresInARow.get(url) ?? 0) + 1);

    const again =
      record.status === 200
        ? null
        : this.manners().repeatAt({ attempt, dueAt, now: this.clock.now() });
    if (again === null || !stillWanted()) return void this.#underWay.delete(mark);
    this.#underWay.set(mark, again);
    const next = { ...post, attempt: attempt + 1, dueAt: again };
    this.#timers.at(again, () => void this.#attempt(next));
  }

  async #send({ url, payload, body, attempt }: Post): Promise<PostedWebhook> {
    const at = new Date(this.clock.now()).toISOString();
    const record: PostedWebhook = {
      number: this.posted.length + 1,
      ...{ url, at, attempt, payload },
      ...{ status: null, answer: null, error: null },
    };
    this.posted.push(record);
    this.emit('posting', record);
    try {
      const answer = await request(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body,
        dispatcher: this.#agent,
        signal: AbortSignal.timeout(this.manners().answerWithinMs),
      });
      record.answer = (await answer.body.text()).slice(0, 2_000);
      record.status = answer.statusCode;
    } catch (error) {
      record.error = error instanceof Error ? error.message : String(error);
    }
    return record;
  }
}

interface Post {
  url: string;
  payload: unknown;
  body: string;
  attempt: number;
  dueAt: number;
  mark: symbol;
}
