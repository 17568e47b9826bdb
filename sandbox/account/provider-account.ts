import { DELIVERY_FAILURES, withKnownWords } from '../failures/delivery-failures';
import { FailurePlan } from '../failures/failure';
import { RequestLog } from '../http/request-log';
import { Clock } from '../world/clock';
import { Delivery } from '../world/delivery';
import { FileFetcher } from '../world/file-fetch';
import { sizeProblem } from '../world/file-kind';
import { FileStore } from '../world/file-store';
import { Timers } from '../world/timers';
import type { DeliveryError, Message, StatusChange } from '../world/types';
import { WebhookOutbox, type WebhookManners } from '../world/webhook-outbox';
import { type Draft, World } from '../world/world';
import type { AccountConfig } from './config';
import type { Provider } from './provider';

/** Something that webhooks tell: a message, or a message's new status. */
export interface HookEvent {
  message: Message;
  change?: StatusChange;
}

/**
 * A business account at a provider: a world of its own with its clock, the failures to come, what was asked
 * of its API and the webhooks that tell of it. A provider's own account says what its webhooks look like.
 *
 * Whoever watches listens to `world`, `outbox` and `log`, which emit events.
 */
export abstract class ProviderAccount<Config extends AccountConfig = AccountConfig> {
  abstract readonly provider: Provider;
  readonly clock = new Clock();
  readonly world = new World(this.clock);
  readonly store = new FileStore();
  readonly fetcher = new FileFetcher(this.store, () => this.config.headFirst);
  readonly delivery: Delivery;
  readonly outbox = new WebhookOutbox(this.clock, () => this.webhookManners());
  readonly failures = new FailurePlan((recipient) => this.chatIdOf(recipient));
  readonly log = new RequestLog(() => this.clock.now());
  readonly timers = new Timers();
  config: Config;
  /** The sandbox's own address, known once it listens. */
  origin = '';
  readonly #startingConfig: Config;
  /** `sent` events held back until the next status, with `outOfOrderHooks`. */
  readonly #heldBack = new Map<Message, HookEvent>();

  /** @param config the configuration at the start and after each reset */
  constructor(config: Config) {
    this.#startingConfig = config;
    this.config = { ...config };
    const pace = () => this.config;
    this.delivery = new Delivery(this.world, this.fetcher, pace, (file) => this.judgeFile(file));
    this.world.on('message', (message) => this.tell({ message }));
    this.world.on('status', (message, change) => this.#tellStatus({ message, change }));
  }

  /** The chat with a recipient, in each of the forms in which the provider knows recipients. */
  abstract chatIdOf(recipient: string): string;

  /** Changes the given settings; all the others stay. */
  configure(changes: Partial<Config>): Config {
    this.config = { ...this.config, ...changes };
    return this.config;
  }

  /**
   * Accepts a message of the business and lets it be delivered, unless that is planned to fail or WhatsApp
   * finds the session window closed.
   */
  accept(draft: Omit<Draft, 'id'>, planned?: DeliveryError): Message {
    const isLate = !draft.template && this.#isOutsideWindow(draft.chatId);
    const failsWith = planned ?? (isLate ? DELIVERY_FAILURES.window : undefined);
    const message = this.world.send({ ...draft, id: this.newMessageId('outgoing') });
    this.delivery.start(message, failsWith && withKnownWords(failsWith));
    return message;
  }

  /** Whether a file is refused in the answer, since the session window is closed. */
  refusesAtOnce(chatId: string): boolean {
    return this.config.windowRefusal === 'atOnce' && this.#isOutsideWindow(chatId);
  }

  /** A customer writes. */
  customerWrites(draft: Omit<Draft, 'id'>): Message {
    return this.world.receive({ ...draft, id: this.newMessageId('incoming') });
  }

  /** Everything back to the start, without an event for what is forgotten but the world's `reset`. */
  reset(): void {
    this.timers.clear();
    this.delivery.reset();
    this.outbox.reset();
    this.failures.clear();
    this.store.reset();
    this.#heldBack.clear();
    this.config = { ...this.#startingConfig };
    this.resetSettings();
    this.clock.reset();
    this.log.reset();
    this.world.reset();
  }

  async close(): Promise<void> {
    this.timers.clear();
    this.delivery.reset();
    await Promise.all([this.outbox.close(), this.fetcher.close()]);
  }

  /** Why WhatsApp does not deliver a message's file, which is known by now; undefined when it does. */
  judgeFile(message: Message): DeliveryError | undefined {
    return sizeProblem(message);
  }

  /** Posts what is to be told of an event, if anything. */
  protected abstract tell(event: HookEvent): void;

  protected abstract newMessageId(direction: Message['direction']): string;

  protected abstract webhookManners(): WebhookManners;

  /** Puts back what the provider's own API has changed. */
  protected abstract resetSettings(): void;

  #isOutsideWindow(chatId: string): boolean {
    return this.config.windowEnforced && !this.world.windowIsOpen(chatId);
  }

  #tellStatus(event: HookEvent): void {
    const { message, change } = event;
    const held = this.#heldBack.get(message);
    if (held) {
      this.#heldBack.delete(message);
      this.tell(event);
      this.tell(held);
    } else if (this.config.outOfOrderHooks && change?.status === 'sent') {
      this.#heldBack.set(message, event);
    } else this.tell(event);
  }
}
