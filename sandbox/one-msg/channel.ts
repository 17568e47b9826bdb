import { randomBytes } from 'node:crypto';
import { FailurePlan } from '../failures/failure';
import type { Clock } from '../world/clock';
import { Delivery } from '../world/delivery';
import { FileFetcher } from '../world/file-fetch';
import { FileShelf } from '../world/file-shelf';
import { Timers } from '../world/timers';
import type { DeliveryError, KeptFile, Message } from '../world/types';
import { WebhookOutbox } from '../world/webhook-outbox';
import { type Draft, World } from '../world/world';
import { DEFAULT_CONFIG, type SandboxConfig } from './config';
import { type HookEvent, webhookPayload } from './payloads';
import { chatIdOf } from './recipient';
import { type Template, TEMPLATES } from './template-list';

/** The channel's own settings, as `POST /settings` takes them. */
export interface ChannelSettings {
  ackNotificationsOn: boolean;
  guaranteedHooks: boolean;
  rawHooks: boolean;
}

export interface ChannelIdentity {
  channelId: string;
  token: string;
}

const STARTING_SETTINGS: ChannelSettings = {
  ackNotificationsOn: false,
  guaranteedHooks: false,
  rawHooks: false,
};

/** One 1MSG channel: a world of its own, what is set on it, and the webhooks that tell of it. */
export class OneMsgChannel {
  readonly world: World;
  readonly shelf = new FileShelf();
  readonly fetcher = new FileFetcher(this.shelf);
  readonly delivery: Delivery;
  readonly outbox: WebhookOutbox;
  readonly failures = new FailurePlan(chatIdOf);
  readonly uploads = new Map<string, KeptFile>();
  settings = { ...STARTING_SETTINGS };
  config: SandboxConfig;
  templates: Template[] = [...TEMPLATES];
  /** The sandbox's own address, known once it listens. */
  origin = '';
  readonly timers = new Timers();
  readonly #startingConfig: SandboxConfig;
  /** `sent` events held back until the next status, with `outOfOrderHooks`. */
  readonly #heldBack = new Map<Message, HookEvent>();
  #batch: HookEvent[] = [];

  constructor(
    readonly identity: ChannelIdentity,
    readonly clock: Clock,
    config: Partial<SandboxConfig> = {},
  ) {
    this.#startingConfig = { ...DEFAULT_CONFIG, ...config };
    this.config = { ...this.#startingConfig };
    this.world = new World(clock);
    this.delivery = new Delivery(this.world, this.fetcher, () => this.config);
    this.outbox = new WebhookOutbox(clock, () => ({
      guaranteed: this.settings.guaranteedHooks,
      duplicates: this.config.duplicateHooks,
      retryAfterMs: this.config.hookRetryMs,
      disableAfter: this.config.disableHookAfter,
    }));
    this.world.on('message', (message) => this.#tell({ message }));
    this.world.on('status', (message, change) => {
      if (this.settings.ackNotificationsOn) this.#tellStatus({ message, change });
    });
  }

  /** Accepts a message of the business and lets it be delivered. */
  accept(draft: Omit<Draft, 'id'>, failsWith?: DeliveryError): Message {
    const message = this.world.send({ ...draft, id: newMessageId() });
    this.delivery.start(message, failsWith);
    return message;
  }

  /** A customer writes. */
  customerWrites(draft: Omit<Draft, 'id'>): Message {
    return this.world.receive({ ...draft, id: newMessageId() });
  }

  reset(): void {
    this.timers.clear();
    this.delivery.reset();
    this.outbox.reset();
    this.failures.clear();
    this.uploads.clear();
    this.shelf.reset();
    this.#heldBack.clear();
    this.#batch = [];
    this.settings = { ...STARTING_SETTINGS };
    this.config = { ...this.#startingConfig };
    this.templates = [...TEMPLATES];
    this.clock.reset();
    this.world.reset();
  }

  async close(): Promise<void> {
    this.timers.clear();
    this.delivery.reset();
    await Promise.all([this.outbox.close(), this.fetcher.close()]);
  }

  #tellStatus(event: HookEvent): void {
    const { message, change } = event;
    const held = this.#heldBack.get(message);
    if (held) {
      this.#heldBack.delete(message);
      this.#tell(event);
      this.#tell(held);
    } else if (this.config.outOfOrderHooks && change?.status === 'sent') {
      this.#heldBack.set(message, event);
    } else this.#tell(event);
  }

  #tell(event: HookEvent): void {
    if (this.outbox.urls.length === 0) return;
    if (this.config.batchHooksMs === 0) return this.#post([event], event.message.id);
    this.#batch.push(event);
    if (this.#batch.length > 1) return;
    this.timers.after(this.config.batchHooksMs, () => {
      this.#post(this.#batch, 'batch');
      this.#batch = [];
    });
  }

  #post(events: HookEvent[], queue: string): void {
    const form = this.settings.rawHooks ? 'raw' : this.config.statusPayload;
    const { channelId } = this.identity;
    this.outbox.post(webhookPayload(events, { channelId, origin: this.origin, form }), queue);
  }
}

function newMessageId(): string {
  return `wamid.${randomBytes(24).toString('base64url')}`;
}
