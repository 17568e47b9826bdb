import type { Clock } from '../../shared/async/clock';
import type {
  Endpoint,
  FormerEndpoint,
  Registration,
  WebhookRegistrar,
} from '../../shared/trigger/trigger-provider';
import { orUndo, sayWhat } from '../../shared/trigger/registration-error';
import { isOwn, maskUrl } from '../../shared/trigger/webhook-url';
import type { ChannelWebhooks } from './channel-webhooks';
import { register, unregister } from './registration';

/** Puts a trigger's URL on the list of a 1MSG channel's webhooks, and has delivery statuses sent there. */
export class OneMsgRegistrar implements WebhookRegistrar {
  constructor(
    private readonly webhooks: ChannelWebhooks,
    private readonly clock: Clock,
  ) {}

  async add({ endpoint, options }: Registration): Promise<Record<string, never>> {
    const channel = `channel ${this.webhooks.channelId}`;
    await sayWhat(
      `The webhook could not be added to ${channel}`,
      register(this.webhooks, endpoint, this.clock),
    );
    await sayWhat(
      `Delivery statuses could not be switched on for ${channel}`,
      this.configure(options.retryUntilAcknowledged !== false, endpoint),
    );
    return {};
  }

  /** Undoes the registration when it does not work out. */
  private async configure(retryUntilAcknowledged: boolean, endpoint: Endpoint): Promise<void> {
    await orUndo(
      this.webhooks.configure(retryUntilAcknowledged),
      async () => await unregister(this.webhooks, endpoint, this.clock),
      `Its URL is still among the channel's webhooks: ${maskUrl(endpoint.url)}`,
    );
  }

  async remove(
    endpoint: Endpoint,
    _former: unknown,
    formerEndpoints: readonly FormerEndpoint[],
  ): Promise<readonly string[]> {
    await unregister(this.webhooks, endpoint, this.clock);
    if (formerEndpoints.length === 0) return [];
    const listed = await this.webhooks.read();
    return listed.filter((url) => formerEndpoints.some(({ addresses }) => isOwn(url, addresses)));
  }
}
