import { setTimeout as sleep } from 'node:timers/promises';
import type {
  ChatState,
  ClockState,
  CustomerMessage,
  Failure,
  Message,
  ReceivedRequest,
  SandboxConfig,
  SandboxStats,
  Template,
  WebhookState,
} from './control/types';

export type * from './control/types';

/** Controls a running sandbox over HTTP, in the same process or in another one. */
export class SandboxControl {
  /** @param url the sandbox's address, such as `http://127.0.0.1:3999` */
  constructor(readonly url: string) {}

  /** A customer writes: the chat's window opens, and webhooks tell. */
  customerWrites(message: CustomerMessage): Promise<Message> {
    return this.#post('customer-writes', message);
  }

  /** The customer reads what was delivered (all of the chat, or one message). */
  customerReads(from: string, messageId?: string): Promise<Message[]> {
    return this.#post('customer-reads', { from, ...(messageId && { messageId }) });
  }

  /** Moves the sandbox's clock forward; 24 hours close every window. Running delays do not shorten. */
  forward(time: { hours?: number; minutes?: number; ms?: number }): Promise<ClockState> {
    const { hours = 0, minutes = 0, ms = 0 } = time;
    return this.#post('clock', { forwardMs: Math.round((hours * 60 + minutes) * 60_000 + ms) });
  }

  clock(): Promise<ClockState> {
    return this.#get('clock');
  }

  /** Changes the given settings; all the others stay. */
  configure(config: Partial<SandboxConfig>): Promise<SandboxConfig> {
    return this.#post('config', config);
  }

  config(): Promise<SandboxConfig> {
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
    await this.#call('DELETE', 'failures');
  }

  /** Turns new connections away (ECONNREFUSED) for a while and closes idle ones. */
  async refuseConnections(forMs: number): Promise<void> {
    await this.#post('refuse-connections', { forMs });
  }

  /** Replaces the channel's templates. */
  setTemplates(templates: Template[]): Promise<Template[]> {
    return this.#post('templates', templates);
  }

  /** Everything back to the start: no chats, no webhooks, no failures, the starting configuration. */
  async reset(): Promise<void> {
    await this.#post('reset', {});
  }

  chats(): Promise<ChatState[]> {
    return this.#get('chats');
  }

  /** All messages in the order of their acceptance, or those of one chat (digits or a chat ID). */
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

  /** Waits until every status was reached and every webhook was posted (or given up). */
  async settled(timeoutMs = 20_000): Promise<void> {
    const deadline = Date.now() + timeoutMs;
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
    return this.#call('GET', path);
  }

  #post<T>(path: string, body: unknown): Promise<T> {
    return this.#call('POST', path, body);
  }

  async #call<T>(method: string, path: string, body?: unknown): Promise<T> {
    const answer = await fetch(`${this.url}/control/${path}`, {
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
