import type { IDataObject } from 'n8n-workflow';
import { accountKey } from '../../shared/provider/account';
import type { Clock } from '../../shared/async/clock';
import { failureText } from '../../shared/http/failure-text';
import { redact } from '../../shared/http/redact';
import { repeatExchange } from '../../shared/http/repeat-exchange';
import type { JsonObject } from '../../shared/values/json';
import { flagOf } from '../../shared/values/json';
import { RegistrationError } from '../../shared/trigger/registration-error';
import type { NinetyNineDigitalClient } from '../api/ninety-nine-digital-client';
import { readVerdict } from '../api/ninety-nine-digital-client';
import { NINETY_NINE_DIGITAL } from '../api/number';
import { reasonOf } from '../api/reasons';

/** A number's one webhook, and what 99digital posts to it. */
export interface WebhookSettings extends IDataObject {
  /** Empty where there is none. */
  url: string;
  /** Sent, delivered and read. */
  readStatus: 0 | 1;
  /** Failures, and what concerns the account. */
  system: 0 | 1;
  /** Posts that were not answered with 200 are repeated. */
  retry: 0 | 1;
}

const RETRIES = 2;
const { name, access } = NINETY_NINE_DIGITAL;

/** The webhook of one number. All calls can be repeated without harm, and are when they fail. */
export class NumberWebhook {
  /** @param secrets texts that must not appear in errors, besides the API key */
  constructor(
    private readonly client: NinetyNineDigitalClient,
    private readonly clock: Clock,
    private readonly secrets: readonly string[],
  ) {}

  /** The number's digits. */
  get number(): string {
    return this.client.account.id;
  }

  /** As {@link accountKey}. */
  get key(): string {
    return accountKey(this.client.account);
  }

  /** @throws {RegistrationError} */
  async read(): Promise<WebhookSettings> {
    // Verbatim: another's URL is written back as it is, with the secrets that it carries.
    const { url, readStatus, system, retry } = await this.call('getWebhook');
    if (url && typeof url !== 'string')
      throw new RegistrationError(`${name} answered with something else than a webhook`);
    return {
      url: typeof url === 'string' ? url.trim() : '',
      readStatus: onOrOff(readStatus),
      system: onOrOff(system),
      retry: onOrOff(retry),
    };
  }

  /** @throws {RegistrationError} */
  async write({ url, ...switches }: WebhookSettings): Promise<void> {
    // One space clears the URL; an empty one would leave it.
    await this.call('setWebhook', { url: url || ' ', ...switches });
  }

  private async call(method: string, fields: JsonObject = {}): Promise<JsonObject> {
    const ask = () => this.client.postVerbatim(method, fields);
    const exchange = await repeatExchange(ask, { retries: RETRIES, clock: this.clock });
    if (exchange.kind === 'failure')
      throw this.error(`${name} could not be reached: ${exchange.reason}`);
    const verdict = readVerdict(exchange);
    if (verdict?.status === 'OK') return verdict.body;
    if (verdict) throw this.refusal(verdict.reason);
    const said = failureText(exchange).replace(/\.$/, '');
    throw this.error(`${name} answered with HTTP ${exchange.status}${said && `: ${said}`}`);
  }

  private refusal(reason: number | undefined): RegistrationError {
    const { errorCode, text } = reasonOf(reason);
    return errorCode === 'UNAUTHORIZED'
      ? this.error(`${name} did not accept the credential: check ${access} in it`, true)
      : this.error(`${name} refused: ${text}`);
  }

  private error(text: string, isFinal = false): RegistrationError {
    return new RegistrationError(
      redact(text, [...this.secrets, this.client.account.token]),
      isFinal,
    );
  }
}

/** The switches come as 1, "1", 0, "0", and are not there before they were first set. */
function onOrOff(value: unknown): 0 | 1 {
  return flagOf(value) ? 1 : 0;
}
