import { accountKey } from '../../shared/provider/account';
import type { Clock } from '../../shared/async/clock';
import type { HttpAnswer, HttpExchange } from '../../shared/http/exchange';
import { redact } from '../../shared/http/redact';
import { isNoMethod, repeatExchange } from '../../shared/http/repeat-exchange';
import { flagOf, isJsonObject, parseJsonObject } from '../../shared/values/json';
import { failureText } from '../../shared/http/failure-text';
import { RegistrationError } from '../../shared/trigger/registration-error';
import { refusesAccess } from '../../shared/provider/provider';
import { ONE_MSG } from '../api/channel';
import type { OneMsgClient } from '../api/one-msg-client';
import { readUrlsInSettings, readWebhookList } from './webhook-list';

const RETRIES = 2;

/** The webhook list and the settings of one channel. All calls can be repeated without harm, and are when they fail. */
export class ChannelWebhooks {
  /** @param secrets texts that must not appear in errors, besides the channel's token */
  constructor(
    private readonly client: OneMsgClient,
    private readonly clock: Clock,
    private readonly secrets: readonly string[],
  ) {}

  get channelId(): string {
    return this.client.channel.id;
  }

  /** As {@link accountKey}. */
  get key(): string {
    return accountKey(this.client.channel);
  }

  /**
   * Reads the list. Where the answer names no URL, the settings have to agree: what is written replaces the
   * list, and nobody's URL may go that way.
   * @throws {RegistrationError} also where it cannot be told which URLs there are
   */
  async read(): Promise<string[]> {
    // Verbatim: the other URLs are written back as they are, with the secrets that they carry.
    const answer = await this.call(() => this.client.getVerbatim('webhook'));
    const list = readWebhookList(answer.text);
    if (list && list.urls.length > 0) return list.urls;
    const inSettings = list && (await this.readSettings());
    const urls = inSettings === 'no such method' && list?.isSaid ? [] : inSettings;
    if (Array.isArray(urls)) return urls;
    throw new RegistrationError(
      '1MSG answered with something else than a webhook list. It was left as it is, so that no other URL gets lost. Look at the webhooks in the 1MSG panel, or switch the option Add Webhook to Channel off and paste the URL there',
    );
  }

  private async readSettings(): Promise<string[] | 'no such method' | undefined> {
    const exchange = await this.ask(() => this.client.getVerbatim('settings'));
    if (isNoMethod(exchange)) return 'no such method';
    return readUrlsInSettings(this.done(exchange).text);
  }

  /**
   * Replaces the whole list. An empty one takes another method. Whether it was taken, only {@link read} tells.
   * @returns what 1MSG says of a list that it did not change, which may be as it was before; empty otherwise
   * @throws {RegistrationError}
   */
  async write(urls: readonly string[]): Promise<string> {
    const answer = await this.call(() =>
      urls.length > 0
        ? // A single one as all clients of the vendor post it.
          this.client.post('webhook', { webhookUrl: urls.length === 1 ? urls[0] : urls })
        : this.client.post('settings', { webhookUrl: '' }),
    );
    const isUnchanged = flagOf(parseJsonObject(answer.text)?.set) === false;
    return isUnchanged ? this.shown(answer) : '';
  }

  /** Has delivery statuses sent at all, and by choice repeated until they are acknowledged. @throws {RegistrationError} */
  async configure(retryUntilAcknowledged: boolean): Promise<void> {
    await this.call(() =>
      this.client.post('settings', {
        ackNotificationsOn: true,
        guaranteedHooks: retryUntilAcknowledged,
      }),
    );
  }

  private redacted(text: string): string {
    return redact(text, [...this.secrets, this.client.channel.token]);
  }

  /** @returns what it says, which may repeat the list, without anybody's secrets */
  private shown(answer: HttpAnswer): string {
    return this.redacted(failureText(answer));
  }

  private async call(send: () => Promise<HttpExchange>): Promise<HttpAnswer> {
    return this.done(await this.ask(send));
  }

  private async ask(send: () => Promise<HttpExchange>): Promise<HttpAnswer> {
    const exchange = await repeatExchange(send, { retries: RETRIES, clock: this.clock });
    if (exchange.kind === 'answer') return exchange;
    throw new RegistrationError(this.redacted(`1MSG could not be reached: ${exchange.reason}`));
  }

  private done(answer: HttpAnswer): HttpAnswer {
    if (isDone(answer)) return answer;
    const { text, isFinal } = reasonOf(answer.status, this.shown(answer));
    throw new RegistrationError(text, isFinal);
  }
}

/**
 * What counts is the body, too: 1MSG reports failures with HTTP 200 (1msg-api.md#what-an-answer-means). Its `set` is none: it says
 * whether the list changed, and one posted again does not.
 */
function isDone({ status, text }: HttpAnswer): boolean {
  if (status < 200 || status > 299 || text.trimStart().startsWith('<')) return false;
  const body = parseJsonObject(text);
  if (!body) return true;
  const { error, response, sent, success } = body;
  if (isJsonObject(response) && response.error) return false;
  return !error && [sent, success].every((flag) => flagOf(flag) !== false);
}

function reasonOf(status: number, said: string): { text: string; isFinal?: boolean } {
  const text = said.replace(/\.$/, '');
  if (refusesAccess(ONE_MSG, status, text))
    return {
      text: `1MSG refused the channel token (HTTP ${status}); check the 1MSG Channel API credential`,
      isFinal: true,
    };
  if (status === 404)
    return {
      text: '1MSG knows no such channel (HTTP 404); check the Channel ID in the 1MSG Channel API credential',
      isFinal: true,
    };
  return { text: `1MSG answered with HTTP ${status}${text ? `: ${text}` : ''}` };
}
