/**
 * @typedef {import('../control/types').Provider} Provider
 * @typedef {import('../control/types').ChatState} ChatState
 * @typedef {import('../control/types').Message} Message
 * @typedef {import('../control/types').ReceivedRequest} ReceivedRequest
 * @typedef {import('../control/types').PostedWebhook} PostedWebhook
 * @typedef {import('../control/types').WebhookState} WebhookState
 * @typedef {import('../control/types').SandboxStats} SandboxStats
 * @typedef {import('../control/types').ClockState} ClockState
 * @typedef {import('../control/types').Failure} Failure
 * @typedef {import('../account/config').AccountConfig} AccountConfig
 */

/** The newest of a list are shown; a bench makes thousands. */
const SHOWN = 100;

/** One account's control API (sandbox/README.md). */
export class Control {
  /** @param {Provider} provider */
  constructor(provider) {
    this.provider = provider;
    this.events = `/control/${provider}/events`;
  }

  /** @returns {Promise<ChatState[]>} */
  chats = () => this.#call('GET', 'chats');

  /** @type {(chatId: string) => Promise<Message[]>} */
  messages = (chatId) =>
    this.#call('GET', `messages?with=${encodeURIComponent(chatId)}&last=${SHOWN}`);

  /** @returns {Promise<ReceivedRequest[]>} */
  requests = () => this.#call('GET', `requests?last=${SHOWN}`);

  /** @returns {Promise<WebhookState>} */
  webhooks = () => this.#call('GET', `webhooks?last=${SHOWN}`);

  /** @returns {Promise<SandboxStats>} */
  stats = () => this.#call('GET', 'stats');

  /** @returns {Promise<ClockState>} */
  clock = () => this.#call('GET', 'clock');

  /** @returns {Promise<Failure[]>} */
  failures = () => this.#call('GET', 'failures');

  /** @returns {Promise<Record<string, Omit<Failure, 'method'>>>} */
  catalogue = () => this.#call('GET', 'failures/catalogue');

  /** @returns {Promise<AccountConfig>} */
  config = () => this.#call('GET', 'config');

  /** @type {(message: { from: string, text: string, kind?: string, quotedMessageId?: string }) => Promise<Message>} */
  customerWrites = (message) => this.#call('POST', 'customer-writes', message);

  /** @type {(from: string) => Promise<Message[]>} */
  customerReads = (from) => this.#call('POST', 'customer-reads', { from });

  /** @type {(forwardMs: number) => Promise<ClockState>} */
  forward = (forwardMs) => this.#call('POST', 'clock', { forwardMs });

  /** @type {(failure: Failure) => Promise<Failure[]>} */
  fail = (failure) => this.#call('POST', 'failures', [failure]);

  /** @returns {Promise<unknown>} */
  forgetFailures = () => this.#call('DELETE', 'failures');

  /** @type {(changes: Partial<AccountConfig>) => Promise<AccountConfig>} */
  configure = (changes) => this.#call('POST', 'config', changes);

  /**
   * @param {string} method
   * @param {string} path
   * @param {unknown} [body]
   */
  async #call(method, path, body) {
    const answer = await fetch(`/control/${this.provider}/${path}`, {
      method,
      ...(body !== undefined && {
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      }),
    });
    const json = await answer.json();
    if (!answer.ok) throw new Error(json.message ?? json.error ?? `HTTP ${answer.status}`);
    return json;
  }
}
