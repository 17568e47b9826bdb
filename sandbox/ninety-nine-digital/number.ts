import { randomBytes } from 'node:crypto';
import { type HookEvent, ProviderAccount } from '../account/provider-account';
import type { DeliveryError, Message } from '../world/types';
import type { WebhookManners } from '../world/webhook-outbox';
import { DEFAULT_CONFIG, type NinetyNineDigitalConfig } from './config';
import { fileProblem, shownAs } from './media-table';
import { failedMessage, newMessage, statusUpdate } from './payloads';
import { chatIdOf } from './recipient';
import { repeatAt } from './repeat-schedule';
import { type NumberTemplate, TEMPLATES } from './template-list';

/** What `setWebhook` sets besides the URL; all off at first (99digital-api.md#webhook-settings). */
export interface WebhookSwitches {
  /** Tell of sent, delivered and read. */
  readStatus: boolean;
  /** Tell of failures, and of what else 99digital has to say. */
  system: boolean;
  /** Post again what was not answered with 200. */
  retry: boolean;
}

export interface NumberIdentity {
  /** The account: international digits without `+`. */
  from: string;
  apiKey: string;
}

const ALL_OFF: WebhookSwitches = { readStatus: false, system: false, retry: false };

/** One WhatsApp number at 99digital: an account, its one webhook URL and the switches for it. */
export class NinetyNineDigitalNumber extends ProviderAccount<NinetyNineDigitalConfig> {
  readonly provider = '99digital';
  switches = { ...ALL_OFF };
  templates: NumberTemplate[] = [...TEMPLATES];

  constructor(
    readonly identity: NumberIdentity,
    config: Partial<NinetyNineDigitalConfig> = {},
  ) {
    super({ ...DEFAULT_CONFIG, ...config });
  }

  chatIdOf(recipient: string): string {
    return chatIdOf(recipient);
  }

  /** How long a person's session window stays open, in minutes as the texts that 99digital shows; "0": closed. */
  minutesLeft(chatId: string): string {
    return String(Math.ceil(this.world.windowLeftMs(chatId) / 60_000));
  }

  override judgeFile(message: Message): DeliveryError | undefined {
    // A template's header says what it is.
    if (!message.template) message.kind = shownAs(message.filename ?? '', message.file?.mime);
    return fileProblem(message);
  }

  /**
   * Posts a `system` hook of any type, if `setWebhook` has switched them on.
   * @param fields what it holds besides `status`, `hook`, `to` and `timestamp`, such as `type`
   * @returns whether it is posted
   */
  tellSystem(fields: Record<string, unknown>): boolean {
    if (!this.switches.system || this.outbox.urls.length === 0) return false;
    const timestamp = Math.floor(this.clock.now() / 1000);
    const to = this.identity.from;
    this.outbox.post({ status: 'OK', hook: 'system', to, timestamp, ...fields }, 'system');
    return true;
  }

  /** The customer's side begins as WhatsApp's own IDs do; a number of hex digits is 99digital's. */
  protected newMessageId(direction: Message['direction']): string {
    return direction === 'outgoing'
      ? `HBgM${randomBytes(15).toString('base64')}==`
      : randomBytes(16).toString('hex').toUpperCase();
  }

  protected webhookManners(): WebhookManners {
    return {
      duplicates: this.config.duplicateHooks,
      answerWithinMs: this.config.hookAnswerWithinMs,
      disableAfter: Infinity,
      repeatAt: (failed) => (this.switches.retry ? repeatAt(failed) : null),
    };
  }

  protected resetSettings(): void {
    this.switches = { ...ALL_OFF };
    this.templates = [...TEMPLATES];
  }

  protected tell({ message, change }: HookEvent): void {
    const { from: account } = this.identity;
    if (!change) {
      if (message.direction !== 'incoming') return;
      const context = {
        account,
        origin: this.origin,
        minutesLeft: this.minutesLeft(message.chatId),
      };
      return this.outbox.post(newMessage(message, context), message.id);
    }
    if (this.switches.readStatus) {
      this.outbox.post(statusUpdate(message, change, account), message.id);
    }
    if (change.status === 'failed') this.tellSystem(failedMessage(message, change));
  }
}
