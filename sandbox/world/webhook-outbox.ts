import { EventEmitter } from 'node:events';
import { Agent, request } from 'undici';
import type { Clock } from './clock';
import { Timers } from './timers';

export interface WebhookManners {
  /** Post again until the answer is 200. */
  guaranteed: boolean;
  /** Each webhook is posted this many times more, as duplicates. */
  duplicates: number;
  /** The first wait before a repeat; it doubles each time, up to 16 times as long. */
  retryAfterMs: number;
  /** A URL is disabled after this many failed attempts in a row. */
  disableAfter: number;
}

/** One attempt to post one webhook to one URL. */
export interface PostedWebhook {
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

const MOST_ATTEMPTS = 50;

/** Posts webhooks to every URL of a list, repeats and gives up as 1MSG does, and remembers it all. */
export class WebhookOutbox extends EventEmitter<{ posted: [PostedWebhook] }> {
  readonly posted: PostedWebhook[] = [];
  readonly #timers = new Timers();
  readonly #agent = new Agent({ connections: 32, headersTimeout: 10_000, bodyTimeout: 10_000 });
  /** The first attempts still to come of what must arrive in order, by URL and message. */
  readonly #queues = new Map<string, Promise<void>>();
  #urls: string[] = [];
  readonly #failuresInARow = new Map<string, number>();
  readonly #underWay = new Set<symbol>();

  constructor(
    private readonly clock: Clock,
    private readonly manners: () => WebhookManners,
  ) {
    super();
    this.setMaxListeners(0);
  }

  get urls(): readonly string[] {
    return this.#urls;
  }

  /** Replaces the list; URLs that had been disabled are enabled again. */
  setUrls(urls: string[]): void {
    this.#urls = [...new Set(urls)];
    this.#failuresInARow.clear();
  }

  isDisabled(url: string): boolean {
    return (this.#failuresInARow.get(url) ?? 0) >= this.manners().disableAfter;
  }

  /** How many webhooks are still to be posted or repeated. */
  get pending(): number {
    return this.#underWay.size;
  }

  /** Posts to all URLs. First attempts with the same `queue` leave one after another. */
  post(payload: unknown, queue: string): void {
    const body = JSON.stringify(payload);
    for (const url of this.#urls) {
      for (let copy = 0; copy <= this.manners().duplicates; copy++) {
        const key = `${queue} ${url}`;
        const mark = Symbol(url);
        this.#underWay.add(mark);
        const run = (this.#queues.get(key) ?? Promise.resolve()).then(() =>
          this.#attempt({ url, payload, body, attempt: 1, underWay: mark }),
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
    const stillWanted = () =>
      this.#underWay.has(post.underWay) &&
      this.#urls.includes(post.url) &&
      !this.isDisabled(post.url);
    if (!stillWanted()) return void this.#underWay.delete(post.underWay);
    const record = await this.#send(post);
    if (!this.#underWay.has(post.underWay)) return; // reset meanwhile
    this.emit('posted', record);
    if (record.status === 200) this.#failuresInARow.delete(post.url);
    else this.#failuresInARow.set(post.url, (this.#failuresInARow.get(post.url) ?? 0) + 1);

    const { guaranteed, retryAfterMs } = this.manners();
    const again = record.status !== 200 && guaranteed && post.attempt < MOST_ATTEMPTS;
    if (!again || !stillWanted()) return void this.#underWay.delete(post.underWay);
    const wait = retryAfterMs * 2 ** Math.min(post.attempt - 1, 4);
    this.#timers.after(wait, () => void this.#attempt({ ...post, attempt: post.attempt + 1 }));
  }

  async #send({ url, payload, body, attempt }: Post): Promise<PostedWebhook> {
    const at = new Date(this.clock.now()).toISOString();
    const record: PostedWebhook = {
      ...{ url, at, attempt, payload },
      ...{ status: null, answer: null, error: null },
    };
    this.posted.push(record);
    try {
      const headers = { 'content-type': 'application/json' };
      const options = { method: 'POST', headers, body, dispatcher: this.#agent } as const;
      const answer = await request(url, options);
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
  underWay: symbol;
}
