import type { IDataObject } from 'n8n-workflow';
import { oneAtATime } from '../../shared/one-at-a-time';
import { RegistrationError, sayWhat } from '../../shared/webhook/registration-error';
import type { Place, Registration, WebhookRegistrar } from '../../shared/webhook/trigger-provider';
import { isOwn, isSameUrl, maskUrl } from '../../shared/webhook/webhook-url';
import type { NumberWebhook, WebhookSettings } from './number-webhook';

/** What was there before the trigger, and comes back after it. */
interface Former extends IDataObject {
  former: WebhookSettings;
}

const NOTHING: WebhookSettings = { url: '', readStatus: 0, system: 0, retry: 0 };

/**
 * Makes a trigger's URL the webhook of a 99digital number. A number has one only, so that of another is not
 * taken over unless the trigger is told to, and comes back when the trigger goes.
 */
export class NinetyNineDigitalRegistrar implements WebhookRegistrar {
  constructor(private readonly webhook: NumberWebhook) {}

  async add({ place, options, former }: Registration): Promise<Former> {
    let before = NOTHING;
    const failing = `The webhook could not be set for number ${this.webhook.number}`;
    await oneAtATime(this.webhook.number, async () => {
      const current = await sayWhat(failing, this.webhook.read());
      const own = isOwn(current.url, place.addresses);
      if (current.url && !own && !options.replaceExisting) throw this.taken(current.url, place);
      // Its own URL from before, after a crash of n8n's perhaps: what was there before that stays known.
      before = own ? ((former as Former | undefined)?.former ?? { ...current, url: '' }) : current;
      const retry = options.retryUntilAcknowledged === false ? 0 : 1;
      const settings = { url: place.url, readStatus: 1, system: 1, retry } as const;
      await sayWhat(failing, this.set(settings, current, place));
    });
    return { former: before };
  }

  async remove(place: Place, left: IDataObject | undefined): Promise<void> {
    await oneAtATime(this.webhook.number, async () => {
      const current = await this.webhook.read();
      if (!isOwn(current.url, place.addresses)) return; // another's by now
      await this.webhook.write((left as Former | undefined)?.former ?? { ...current, url: '' });
      const { url } = await this.webhook.read();
      if (isOwn(url, place.addresses))
        throw new RegistrationError('99digital still shows it after it was told to remove it');
    });
  }

  /** @param current what is there, and comes back when it does not work out */
  private async set(
    settings: WebhookSettings,
    current: WebhookSettings,
    place: Place,
  ): Promise<void> {
    const shown = await this.write(settings).catch(async (error: unknown) => {
      const left = await this.putBack(current, place).then(
        () => '',
        () => `. Its URL may be the number's webhook all the same: ${maskUrl(place.url)}`,
      );
      const why = error instanceof Error ? error.message : String(error);
      return await Promise.reject(new RegistrationError(`${why}${left}`));
    });
    if (isSameUrl(shown, settings.url)) return;
    throw new RegistrationError(
      '99digital took it, but does not show it. Something else may have changed it at the same time; try again',
    );
  }

  /** @returns the URL that is there afterwards */
  private async write(settings: WebhookSettings): Promise<string> {
    await this.webhook.write(settings);
    return (await this.webhook.read()).url;
  }

  /** What went wrong may have been the answer alone, so that the trigger's URL is there. */
  private async putBack(former: WebhookSettings, place: Place): Promise<void> {
    const { url } = await this.webhook.read();
    if (isOwn(url, place.addresses)) await this.webhook.write(former);
  }

  private taken(url: string, place: Place): RegistrationError {
    return new RegistrationError(
      `Number ${this.webhook.number} has a webhook already, and 99digital takes only one: ${maskUrl(url)}. It was left as it is. Remove it there (a workflow of this n8n: deactivate it), or switch the option Replace Existing Webhook on; it then comes back when this workflow is deactivated. This trigger's would be ${maskUrl(place.url)}`,
    );
  }
}
