import type { IDataObject } from 'n8n-workflow';
import type { Clock } from '../../shared/async/clock';
import { withMutex } from '../../shared/async/mutex';
import {
  withRollback,
  RegistrationError,
  describeFailure,
} from '../../shared/trigger/registration-error';
import type {
  Endpoint,
  FormerEndpoint,
  OptionsOf,
  Registration,
  WebhookRegistrar,
} from '../../shared/trigger/trigger-provider';
import { isOwn, isSameUrl, maskUrl } from '../../shared/trigger/webhook-url';
import type { replaceExisting } from '../description/options';
import type { NumberWebhook, WebhookSettings } from './number-webhook';
import type { Succession } from './succession';
import { foundByNewest, giveUp, holderOf, NOBODY, takeOver, withGone } from './succession';

/** With the option that no other trigger has. */
type NumberRegistration = Registration & { options: OptionsOf<typeof replaceExisting> };

/** What was there before the trigger, and comes back after it. */
interface Former extends IDataObject {
  former: WebhookSettings;
}

const LOOKS = 3;
const WAIT_MS = 300;
const NOTHING: WebhookSettings = { url: '', readStatus: 0, system: 0, retry: 0 };

/** By the account's key; of this process alone. */
const successions = new Map<string, Succession>();

/**
 * Makes a trigger's URL the webhook of a 99digital number. A number has one only, so that of another is not
 * taken over unless the trigger is told to, and comes back when the trigger goes.
 */
export class NinetyNineDigitalRegistrar implements WebhookRegistrar {
  /** @param seen who took which number's webhook over from whom */
  constructor(
    private readonly webhook: NumberWebhook,
    private readonly clock: Clock,
    private readonly seen = successions,
  ) {}

  async add(registration: NumberRegistration): Promise<Former> {
    const { endpoint, options, node, test, former, formerEndpoints } = registration;
    let found = NOTHING;
    const failing = `The webhook could not be set for number ${this.webhook.number}`;
    await withMutex(this.webhook.key, async () => {
      const current = await describeFailure(failing, this.webhook.read());
      const listener = holderOf(this.succession, current.url)?.listensFor;
      const own = isOwn(current.url, endpoint.addresses) || (!test && listener === node);
      if (current.url && !own && !options.replaceExisting) throw this.taken(current.url, endpoint);
      const retry = options.retryUntilAcknowledged ? 1 : 0;
      const settings = { url: endpoint.url, readStatus: 1, system: 1, retry } as const;
      // Before it is written: whatever goes wrong then, what was there before stays known to remove().
      this.succession = takeOver(this.known(formerEndpoints), {
        addresses: endpoint.addresses,
        listensFor: test ? node : undefined,
        recorded: recordedIn(former),
        settings,
        current,
      });
      found = foundByNewest(this.succession) ?? found;
      const written = withRollback(
        this.writeAndLook(settings),
        async () => await this.putBack(current, endpoint),
        `Its URL may be the number's webhook all the same: ${maskUrl(endpoint.url)}`,
      );
      await describeFailure(failing, written);
    });
    return { former: found };
  }

  async remove(
    endpoint: Endpoint,
    former: IDataObject | undefined,
    formerEndpoints: readonly FormerEndpoint[],
  ): Promise<readonly string[]> {
    const { addresses } = endpoint;
    let still: readonly string[] = [];
    await withMutex(this.webhook.key, async () => {
      const { rest, back } = giveUp(this.known(formerEndpoints), {
        addresses,
        recorded: recordedIn(former),
      });
      this.succession = rest; // also where another's URL is there by now, or nothing can be written
      const current = await this.webhook.read();
      const isFormer = formerEndpoints.some((each) => isOwn(current.url, each.addresses));
      if (isFormer) still = [current.url];
      if (!isOwn(current.url, addresses)) return;
      await this.webhook.write(back ?? { ...current, url: '' });
      const { url } = await this.webhook.read();
      if (isOwn(url, addresses))
        throw new RegistrationError('99digital still shows it after it was told to remove it');
    });
    return still;
  }

  /** What was registered when n8n had another address counts as gone: what it had found comes back in its place. */
  private known(formerEndpoints: readonly FormerEndpoint[]): Succession {
    const gone = formerEndpoints.map(({ addresses, left }) => ({
      addresses,
      found: recordedIn(left) ?? NOTHING,
    }));
    return withGone(this.succession, gone);
  }

  private get succession(): Succession {
    return this.seen.get(this.webhook.key) ?? NOBODY;
  }

  private set succession(succession: Succession) {
    this.seen.set(this.webhook.key, succession);
  }

  private async writeAndLook(settings: WebhookSettings): Promise<void> {
    await this.webhook.write(settings);
    // What 99digital shows may be older than what it took.
    for (let look = 1; look <= LOOKS; look++) {
      if (look > 1) await this.clock.sleep(WAIT_MS * look);
      const { url } = await this.webhook.read();
      if (isSameUrl(url, settings.url)) return;
    }
    throw new RegistrationError(
      '99digital took it, but does not show it. Something else may have changed it at the same time; try again',
    );
  }

  /** What went wrong may have been the answer alone, so that the trigger's URL is there. */
  private async putBack(former: WebhookSettings, endpoint: Endpoint): Promise<void> {
    const { url } = await this.webhook.read();
    if (isOwn(url, endpoint.addresses)) await this.webhook.write(former);
  }

  private taken(url: string, endpoint: Endpoint): RegistrationError {
    return new RegistrationError(
      `Number ${this.webhook.number} has a webhook already, and 99digital takes only one: ${maskUrl(url)}. It was left as it is. Remove it there (a workflow of this n8n: deactivate it), or switch the option Replace Existing Webhook on; it then comes back when this workflow is deactivated. This trigger's would be ${maskUrl(endpoint.url)}`,
      true,
    );
  }
}

function recordedIn(former: IDataObject | undefined): WebhookSettings | undefined {
  return (former as Former | undefined)?.former;
}
