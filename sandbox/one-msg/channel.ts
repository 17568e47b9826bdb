import { randomBytes } from 'node:crypto';
import { type HookEvent, ProviderAccount } from '../account/provider-account';
import type { KeptFile } from '../world/types';
import type { WebhookManners } from '../world/webhook-outbox';
import { DEFAULT_CONFIG, type OneMsgConfig } from './config';
import { webhookPayload } from './payloads';
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

const MOST_ATTEMPTS = 50;

/** One 1MSG channel: an account, what is set on it, its templates and uploads. */
export class OneMsgChannel extends ProviderAccount<OneMsgConfig> {
  readonly provider = '1msg';
  readonly uploads = new Map<string, KeptFile>();
  settings = { ...STARTING_SETTINGS };
  templates: Template[] = [...TEMPLATES];
  #batch: HookEvent[] = [];

  constructor(
    readonly identity: ChannelIdentity,
    config: Partial<OneMsgConfig> = {},
  ) {
    super({ ...DEFAULT_CONFIG, ...config });
  }

  chatIdOf(recipient: string): string {
    return chatIdOf(recipient);
  }

  protected newMessageId(): string {
    return `wamid.${randomBytes(24).toString('base64url')}`;
  }

  /** With `guaranteedHooks` posted until the answer is 200: the wait doubles up to 16 times the first. */
  protected webhookManners(): WebhookManners {
    const { duplicateHooks, hookAnswerWithinMs, hookRetryMs, disableHookAfter } = this.config;
    return {
      duplicates: duplicateHooks,
      answerWithinMs: hookAnswerWithinMs,
      disableAfter: disableHookAfter,
      repeatAt: ({ attempt, now }) =>
        this.settings.guaranteedHooks && attempt < MOST_ATTEMPTS
          ? now + hookRetryMs * 2 ** Math.min(attempt - 1, 4)
          : null,
    };
  }

  protected resetSettings(): void {
    this.uploads.clear();
    this.settings = { ...STARTING_SETTINGS };
    this.templates = [...TEMPLATES];
    this.#batch = [];
  }

  protected tell(event: HookEvent): void {
    if (event.change && !this.settings.ackNotificationsOn) return;
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
