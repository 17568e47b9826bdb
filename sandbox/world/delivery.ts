import { FileNotFetched, type FileFetcher } from './file-fetch';
import { Timers } from './timers';
import type { DeliveryError, Message } from './types';
import type { World } from './world';

export interface DeliveryPace {
  /** From acceptance, or from the moment its link was fetched, to `sent`. */
  sentAfterMs: number;
  /** From acceptance, or from the moment its link was fetched, to `failed`, for what is not delivered. */
  failedAfterMs: number;
  /** From acceptance to `delivered`. */
  deliveredAfterMs: number;
  /** From acceptance to `read`; null when customers leave their read receipts off. */
  readAfterMs: number | null;
  /** False: links are not fetched, which spares a bench's file server. */
  fetchFiles: boolean;
}

/**
 * Looks at a message whose file is known by now, and says why it is not delivered. It may correct the
 * message's kind, which was a guess as long as there was only a link.
 */
export type FileJudge = (message: Message) => DeliveryError | undefined;

/** Carries accepted messages to the customer's phone: file fetched, sent, delivered, read. */
export class Delivery {
  readonly #timers = new Timers();
  readonly #underWay = new Set<Message>();

  constructor(
    private readonly world: World,
    private readonly fetcher: FileFetcher,
    private readonly pace: () => DeliveryPace,
    private readonly judgeFile: FileJudge,
  ) {}

  /** How many messages have statuses to come. */
  get pending(): number {
    return this.#underWay.size;
  }

  /** Returns at once; the statuses follow. */
  start(message: Message, failsWith?: DeliveryError): void {
    this.#underWay.add(message);
    void this.#carry(message, failsWith).finally(() => this.#underWay.delete(message));
  }

  /** The customer opens a chat: what was delivered there is read. */
  read(chatId: string, messageId?: string): Message[] {
    const read = this.world
      .chat(chatId)
      .messages.filter((message) => message.statuses.at(-1)?.status === 'delivered')
      .filter((message) => messageId === undefined || message.id === messageId);
    for (const message of read) this.world.changeStatus(message, 'read');
    return read;
  }

  reset(): void {
    this.#timers.clear();
    this.#underWay.clear();
  }

  async #carry(message: Message, failsWith?: DeliveryError): Promise<void> {
    const pace = this.pace();
    const error = failsWith ?? (await this.#fileError(message, pace.fetchFiles));
    if (!this.#underWay.has(message)) return; // reset meanwhile
    if (!(await this.#timers.sleep(error ? pace.failedAfterMs : pace.sentAfterMs))) return;
    if (error) return this.world.changeStatus(message, 'failed', error);
    this.world.changeStatus(message, 'sent');
    if (!(await this.#timers.sleep(Math.max(0, pace.deliveredAfterMs - pace.sentAfterMs)))) return;
    this.world.changeStatus(message, 'delivered');
    if (pace.readAfterMs === null) return;
    if (!(await this.#timers.sleep(Math.max(0, pace.readAfterMs - pace.deliveredAfterMs)))) return;
    this.world.changeStatus(message, 'read');
  }

  async #fileError(message: Message, fetchFiles: boolean): Promise<DeliveryError | undefined> {
    if (message.link && !message.file && fetchFiles) {
      try {
        message.file = await this.fetcher.fetch(message.link);
      } catch (error) {
        if (!(error instanceof FileNotFetched)) throw error;
        return { text: error.message, details: describe(error) };
      }
    }
    if (!message.file) return undefined;
    const error = this.judgeFile(message);
    if (message.link && this.#underWay.has(message)) this.world.emit('file', message);
    return error;
  }
}

function describe(error: FileNotFetched): string {
  const answers = error.fetches.map(({ method, status }) => `${method} answered ${status}`);
  return answers.length > 0 ? answers.join(', ') : 'The link could not be reached';
}
