import type { Clock } from '../../shared/async/clock';
import type {
  Endpoint,
  FormerEndpoint,
  Registration,
  WebhookRegistrar,
} from '../../shared/trigger/trigger-provider';
import {
  withRollback,
  describeFailure,
  RegistrationError,
} from '../../shared/trigger/registration-error';
import { isOwn, maskUrl, isSameUrl } from '../../shared/trigger/webhook-url';
import type { ChannelWebhooks } from './channel-webhooks';
import { MAX_URLS } from './webhook-list';
import { withMutex } from '../../shared/async/mutex';

/** Puts a trigger's URL on the list of a 1MSG channel's webhooks, and has delivery statuses sent there. */
export class OneMsgRegistrar implements WebhookRegistrar {
  constructor(
    private readonly webhooks: ChannelWebhooks,
    private readonly clock: Clock,
  ) {}

  async add({ endpoint, options }: Registration): Promise<Record<string, never>> {
    const channel = `channel ${this.webhooks.channelId}`;
    await describeFailure(
      `The webhook could not be added to ${channel}`,
      register(this.webhooks, endpoint, this.clock),
    );
    const configured = withRollback(
      this.webhooks.configure(options.retryUntilAcknowledged),
      async () => await unregister(this.webhooks, endpoint, this.clock),
      `Its URL is still among the channel's webhooks: ${maskUrl(endpoint.url)}`,
    );
    await describeFailure(`Delivery statuses could not be switched on for ${channel}`, configured);
    return {};
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

const ATTEMPTS = 4;
const WAIT_MS = 300;

/**
 * Puts the trigger's URL on the channel's list, in place of what it had there before, and leaves the others
 * alone. The URL is written even when it is there already: 1MSG may have switched it off, and a list
 * posted again switches it on.
 * @throws {RegistrationError}
 */
export async function register(
  webhooks: ChannelWebhooks,
  endpoint: Endpoint,
  clock: Clock,
): Promise<void> {
  // One at a time, as each reads the list and replaces it.
  await withMutex(webhooks.key, async () => {
    let said = '';
    for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
      const others = (await webhooks.read()).filter((url) => !isOwn(url, endpoint.addresses));
      if (others.length >= MAX_URLS) throw listFull(webhooks.channelId, others, endpoint.url);
      said = await webhooks.write([...others, endpoint.url]);
      const own = (await webhooks.read()).filter((url) => isOwn(url, endpoint.addresses));
      if (own.length === 1 && own.every((url) => isSameUrl(url, endpoint.url))) return;
      await pause(clock, attempt);
    }
    const own = maskUrl(endpoint.url);
    throw new RegistrationError(
      said
        ? `1MSG does not list ${own} among the webhooks of channel ${webhooks.channelId}, and says: ${said.replace(/\.$/, '')}`
        : `1MSG took ${own} for the webhooks of channel ${webhooks.channelId}, but does not list it. Something else may be changing the list at the same time; try again`,
    );
  });
}

/**
 * Takes the trigger's URL off the channel's list, and nothing else.
 * @throws {RegistrationError}
 */
export async function unregister(
  webhooks: ChannelWebhooks,
  endpoint: Endpoint,
  clock: Clock,
): Promise<void> {
  await withMutex(webhooks.key, async () => {
    for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
      const listed = await webhooks.read();
      const others = listed.filter((url) => !isOwn(url, endpoint.addresses));
      if (others.length === listed.length) return;
      if (attempt > 1) await pause(clock, attempt);
      await webhooks.write(others);
    }
    const rest = await webhooks.read();
    if (rest.some((url) => isOwn(url, endpoint.addresses)))
      throw new RegistrationError('1MSG still lists it after it was told to remove it');
  });
}

function listFull(channelId: string, urls: readonly string[], own: string): RegistrationError {
  const list = urls.map((url, index) => `${index + 1}. ${maskUrl(url)}`).join(' ');
  return new RegistrationError(
    `Channel ${channelId} has ${urls.length} webhook URLs already, and 1MSG takes at most ${MAX_URLS}: ${list} — Remove one that is no longer needed in the 1MSG panel, then activate again to add this trigger's: ${maskUrl(own)}`,
    true,
  );
}

/** A little longer each time, and not the same for two that got in each other's way. */
async function pause(clock: Clock, attempt: number): Promise<void> {
  await clock.sleep(WAIT_MS * attempt * (0.5 + Math.random()));
}
