import { Control } from './control.js';

/**
 * @typedef {import('../account/watch').Part} Part
 * @typedef {import('./control.js').Provider} Provider
 */

/** @type {Part[]} */
const PARTS = ['chats', 'requests', 'webhooks', 'clock', 'failures'];

/** @param {Provider} provider */
const nothingYet = (provider) => ({
  control: new Control(provider),
  /** Whose phone is in the hand. @type {string | null} */
  chatId: null,
  /** @type {import('./control.js').ChatState[]} */
  chats: [],
  /** Of the phone in the hand. @type {import('./control.js').Message[]} */
  messages: [],
  /** @type {import('./control.js').AccountConfig | null} */
  config: null,
  /** @type {import('./control.js').ReceivedRequest[]} */
  requests: [],
  /** @type {import('./control.js').WebhookState} */
  webhooks: { urls: [], posted: [] },
  /** Webhooks that are to be repeated when the clock has moved. */
  scheduled: 0,
  aheadMs: 0,
  /** @type {import('./control.js').Failure[]} */
  failures: [],
  /** @type {Awaited<ReturnType<Control['catalogue']>>} */
  catalogue: {},
});

/**
 * What the page knows of the account that it shows. When the account says that a part has changed, that part
 * is read anew, and whoever shows it is told.
 */
export class Store {
  #state;
  /** @type {(() => void)[]} */
  #views = [];
  /** @type {EventSource | null} */
  #source = null;
  /** Parts being read, and whether they have changed again since. @type {Map<Part, boolean>} */
  #reading = new Map();

  /** @param {(connected: boolean) => void} connected told when the connection comes and goes */
  constructor(connected) {
    this.connected = connected;
    this.#state = nothingYet('1msg');
  }

  get state() {
    return this.#state;
  }

  get control() {
    return this.#state.control;
  }

  /** The customer whose phone is in the hand, once something was written. */
  get chat() {
    return this.#state.chats.find(({ chatId }) => chatId === this.#state.chatId);
  }

  /** Milliseconds since 1970 on the account's clock. */
  now() {
    return Date.now() + this.#state.aheadMs;
  }

  /** @param {() => void} show called after every change */
  onChange(show) {
    this.#views.push(show);
  }

  /**
   * Goes over to an account.
   * @param {Provider} provider
   * @param {string | null} chatId whose phone to take up; null: whoever wrote or was written to last
   */
  open(provider, chatId) {
    this.#source?.close();
    this.#reading.clear();
    this.#state = { ...nothingYet(provider), chatId };
    this.#tell();
    const source = (this.#source = new EventSource(this.control.events));
    // After a connection was lost, too: who knows what has happened meanwhile.
    source.addEventListener('open', () => {
      this.connected(true);
      this.#readAll();
    });
    source.addEventListener('error', () => this.connected(false));
    source.addEventListener('message', ({ data }) => {
      for (const part of JSON.parse(data)) void this.#read(part);
    });
  }

  /** Takes up another customer's phone. @param {string} chatId */
  async pickUp(chatId) {
    this.#state.chatId = chatId;
    this.#state.messages = [];
    this.#tell();
    await this.#read('chats');
  }

  #readAll() {
    const state = this.#state;
    for (const part of PARTS) void this.#read(part);
    void state.control.catalogue().then((catalogue) => {
      state.catalogue = catalogue;
      this.#tell();
    });
  }

  /** One reading at a time: what changes meanwhile is read once more. @param {Part} part */
  async #read(part) {
    if (this.#reading.has(part)) return void this.#reading.set(part, true);
    const state = this.#state;
    do {
      this.#reading.set(part, false);
      try {
        const news = await read(part, state);
        if (state !== this.#state) return; // another account is shown by now
        Object.assign(state, news);
      } catch {
        break; // the connection's end is told by its own event, and all is read when it is back
      }
      this.#tell();
    } while (this.#reading.get(part));
    if (state === this.#state) this.#reading.delete(part);
  }

  #tell() {
    for (const show of this.#views) show();
  }
}

/**
 * @param {Part} part
 * @param {ReturnType<typeof nothingYet>} state
 * @returns {Promise<Partial<ReturnType<typeof nothingYet>>>}
 */
async function read(part, state) {
  const { control } = state;
  switch (part) {
    case 'chats': {
      const [chats, config] = await Promise.all([control.chats(), control.config()]);
      const chatId = state.chatId ?? newest(chats);
      const messages = chatId === null ? [] : await control.messages(chatId);
      // Another phone was taken up while this was read: its own reading follows.
      return state.chatId === null || state.chatId === chatId
        ? { chats, config, chatId, messages }
        : { chats, config };
    }
    case 'requests':
      return { requests: await control.requests() };
    case 'webhooks': {
      const [webhooks, stats] = await Promise.all([control.webhooks(), control.stats()]);
      return { webhooks, scheduled: stats.webhooksScheduled };
    }
    case 'clock':
      return { aheadMs: (await control.clock()).aheadMs };
    case 'failures':
      return { failures: await control.failures() };
  }
}

/** @param {import('./control.js').ChatState[]} chats */
function newest(chats) {
  const byTime = chats.toSorted((a, b) => (b.lastMessage?.at ?? 0) - (a.lastMessage?.at ?? 0));
  return byTime[0]?.chatId ?? null;
}
