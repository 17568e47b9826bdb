import { accountKey } from '../../shared/account';
import type { Clock } from '../../shared/clock';
import type { HttpAnswer, HttpExchange } from '../../shared/http/exchange';
import { redact } from '../../shared/http/redact';
import { repeatExchange } from '../../shared/http/repeat-exchange';
import { isJsonObject, parseJsonObject } from '../../shared/json';
import { failureText } from '../../shared/http/failure-text';
import { RegistrationError } from '../../shared/webhook/registration-error';
import { maskUrls } from '../../shared/webhook/webhook-url';
import { refusesAccess } from '../../shared/provider';
import { ONE_MSG } from '../api/channel';
import type { OneMsgClient } from '../api/one-msg-client';
import { readWebhookList } from './webhook-list';

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

  /** @throws {RegistrationError} */
  async read(): Promise<string[]> {
    // Verbatim: the other URLs are written back as they are, with the secrets that they carry.
    const answer = await this.call(() => this.client.getVerbatim('webhook'));
    const list = readWebhookList(parseJsonObject(answer.text));
    if (!list) throw new RegistrationError('1MSG answered with something else than a webhook list');
    return list;
  }

  /** Replaces the whole list. An empty one takes another method. @throws {RegistrationError} */
  async write(urls: readonly string[]): Promise<void> {
    await this.call(
      () =>
        urls.length > 0
          ? this.client.post('webhook', { webhookUrl: urls })
          : this.client.post('settings', { webhookUrl: '' }),
      urls,
    );
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

  /** @param urls that the answer may repeat */
  private async call(
    send: () => Promise<HttpExchange>,
    urls: readonly string[] = [],
  ): Promise<HttpAnswer> {
    const exchange = await repeatExchange(send, { retries: RETRIES, clock: this.clock });
    if (exchange.kind === 'failure')
      throw new RegistrationError(this.redacted(`1MSG could not be reached: ${exchange.reason}`));
    if (isDone(exchange)) return exchange;
    const answer = { ...exchange, text: maskUrls(exchange.text, urls) };
    throw new RegistrationError(this.redacted(reasonOf(answer)));
  }
}

/** What counts is the body, too: 1MSG reports failures with HTTP 200 (1msg-api.md). */
function isDone({ status, text }: HttpAnswer): boolean {
  if (status < 200 || status > 299 || text.trimStart().startsWith('<')) return false;
  const body = parseJsonObject(text);
  if (!body) return true;
  const { error, response, sent, set, success } = body;
  if (isJsonObject(response) && response.error) return false;
  return !error && [sent, set, success].every((flag) => flag !== false);
}

function reasonOf(answer: HttpAnswer): string {
  const { status } = answer;
  const text = failureText(answer).replace(/\.$/, '');
  if (refusesAccess(ONE_MSG, status, text))
    return `1MSG refused the channel token (HTTP ${status}); check the 1MSG Channel API credential`;
  if (status === 404)
    return '1MSG knows no such channel (HTTP 404); check the Channel ID in the 1MSG Channel API credential';
  return `1MSG answered with HTTP ${status}${text ? `: ${text}` : ''}`;
}
