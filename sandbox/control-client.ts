import { setTimeout as sleep } from 'node:timers/promises';
import type {
  ChatState,
  ClockState,
  Configs,
  CustomerMessage,
  Failure,
  Message,
  Provider,
  ReceivedRequest,
  SandboxStats,
  SystemHook,
  Templates,
  WebhookState,
} from './control/types';

export type * from './control/types';

const LONGEST_SETTLING_MS = 20_000;

/** Controls one account of a running sandbox over HTTP, in the same process or in another one. */
export class SandboxControl<P extends Provider = '1msg'> {
  /**
   * @param url the sandbox's address, such as `http://127.0.0.1:3999`
   * @param provider whose account
   */
  constructor(
    readonly url: string,
    readonly provider: P = '1msg' as P,
  ) {}

  /** A customer writes: the chat's window opens, and webhooks tell. */
  customerWrites(message: CustomerMessage): Promise<Message> {
    return this.#post('customer-writes', message);
  }

  /** The customer reads what was delivered (all of the chat, or one message). */
  customerReads(from: string, messageId?: string): Promise<Message[]> {
    return this.#post('customer-reads', { from, ...(messageId && { messageId }) });
  }

  /**
   * Moves the account's clock forward; 24 hours close every window, and webhooks that have become due are
   * repeated. Running delays do not shorten.
   */
  forward(time: { hours?: number; minutes?: number; ms?: number }): Promise<ClockState> {
    const { hours = 0, minutes = 0, ms = 0 } = time;
    return this.#post('clock', { forwardMs: Math.round((hours * 60 + minutes) * 60_000 + ms) });
  }

  clock(): Promise<ClockState> {
    return this.#get('clock');
  }

  /** Changes the given settings; all the others stay. */
  configure(config: Partial<Configs[P]>): Promise<Configs[P]> {
    return this.#post('config', config);
  }

  config(): Promise<Configs[P]> {
    return this.#get('config');
  }

  /** Plans failures; they are added to those planned before, and the first that fits a request is taken. */
  fail(...failures: Failure[]): Promise<Failure[]> {
    return this.#post('failures', failures);
  }

  /** The failures that are still to come. */
  failures(): Promise<Failure[]> {
    return this.#get('failures');
  }

  async clearFailures(): Promise<void> {
    await this.#call('DELETE', `/control/${this.provider}/failures`);
  }

  /** Turns new connections away (ECONNREFUSED), those to the other account too, and closes idle ones. */
  async refuseConnections(forMs: number): Promise<void> {
    await this.#post('refuse-connections', { forMs });
  }

  /** Replaces the account's templates. */
  setTemplates(templates: Array<Templates[P]>): Promise<Array<Templates[P]>> {
    return this.#post('templates', templates);
  }

  /** Posts a `system` hook of any type, now. Only 99digital has them; refused while they are switched off. */
  async postSystemHook(this: SandboxControl<'99digital'>, hook: SystemHook): Promise<void> {
    await this.#post('system-hooks', hook);
  }

  /** This account back to the start: no chats, no webhooks, no failures, the starting configuration. */
  async reset(): Promise<void> {
    await this.#post('reset', {});
  }

  /** All accounts back to the start. */
  async resetAll(): Promise<void> {
    await this.#call('POST', '/control/reset', {});
  }

  chats(): Promise<ChatState[]> {
    return this.#get('chats');
  }

  /** All messages in the order of their acceptance, or those of one chat (digits, chat ID or user ID). */
  messages(chatWith?: string): Promise<Message[]> {
    return this.#get(chatWith ? `messages?with=${encodeURIComponent(chatWith)}` : 'messages');
  }

  /** The API requests that were received whole, optionally of one method. */
  async requests(method?: string): Promise<ReceivedRequest[]> {
    const requests = await this.#get<ReceivedRequest[]>('requests');
    return method ? requests.filter((request) => request.method === method) : requests;
  }

  webhooks(): Promise<WebhookState> {
    return this.#get('webhooks');
  }

  stats(): Promise<SandboxStats> {
    return this.#get('stats');
  }

  /**
   * Waits until every status was reached and every webhook was posted, given up, or is to be repeated only
   * when the clock has moved.
   */
  async settled(withinMs = LONGEST_SETTLING_MS): Promise<void> {
    const deadline = Date.now() + withinMs;
    for (;;) {
      const { deliveriesPending, webhooksPending } = await this.stats();
      if (deliveriesPending + webhooksPending === 0) return;
      if (Date.now() > deadline) {
        throw new Error(
          `Not settled: ${deliveriesPending} deliveries and ${webhooksPending} webhooks to come`,
        );
      }
      await sleep(25);
    }
  }

  #get<T>(path: string): Promise<T> {
    return this.#call('GET', `/control/${this.provider}/${path}`);
  }

  #post<T>(path: string, body: unknown): Promise<T> {
    return this.#call('POST', `/control/${this.provider}/${path}`, body);
  }

  async #call<T>(method: string, path: string, body?: unknown): Promise<T> {
    const answer = await fetch(`${this.url}${path}`, {
      method,
      ...(body !== undefined && {
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      }),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`Sandbox: ${method} ${path} answered ${answer.status} ${text}`);
    return JSON.parse(text) as T;
  }
}
