import type { Clock } from '../../shared/clock';
import type { Place, Registration, WebhookRegistrar } from '../../shared/webhook/trigger-provider';
import { maskUrl } from '../../shared/webhook/webhook-url';
import type { ChannelWebhooks } from './channel-webhooks';
import { register, RegistrationError, unregister } from './registration';

/** Puts a trigger's URL on the list of a 1MSG channel's webhooks, and has delivery statuses sent there. */
export class OneMsgRegistrar implements WebhookRegistrar {
  constructor(
    private readonly webhooks: ChannelWebhooks,
    private readonly clock: Clock,
  ) {}

  async add({ place, options }: Registration): Promise<Record<string, never>> {
    const channel = `channel ${this.webhooks.channelId}`;
    try {
      await register(this.webhooks, place, this.clock);
    } catch (error) {
      throw new RegistrationError(`The webhook could not be added to ${channel}: ${reason(error)}`);
    }
    try {
      await this.webhooks.configure(options.retryUntilAcknowledged !== false);
    } catch (error) {
      const left = await this.remove(place).then(
        () => '',
        () => `. Its URL is still among the channel's webhooks: ${maskUrl(place.url)}`,
      );
      throw new RegistrationError(
        `Delivery statuses could not be switched on for ${channel}: ${reason(error)}${left}`,
      );
    }
    return {};
  }

  async remove(place: Place): Promise<void> {
    await unregister(this.webhooks, place, this.clock);
  }
}

function reason(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
