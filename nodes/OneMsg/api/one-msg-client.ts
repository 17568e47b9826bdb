import type { FileBytes } from '../../shared/files/file-bytes';
import type { HttpExchange, StreamedBody } from '../../shared/http/exchange';
import type { HttpClient } from '../../shared/http/http-client';
import { jsonWithFile } from '../../shared/http/json-with-file';
import { withoutSecrets } from '../../shared/http/redact';
import type { EgressFilter } from '../../shared/http/connection-shelf';
import type { JsonObject } from '../../shared/json';
import type { Channel } from './channel';
import { methodUrl } from './channel';

type Query = Record<string, string | number | boolean>;

/** What the calls of one channel go through; made anew for each execution. */
export interface OneMsgClientOptions {
  channel: Channel;
  http: HttpClient;
  /** Milliseconds an exchange may take. */
  timeout: number;
  /** n8n's policy on where nodes may connect to, where this n8n has one. */
  egressFilter?: EgressFilter;
}

/** Calls methods of one 1MSG channel. The token goes in the header, once, and comes back in nothing that this returns. */
export class OneMsgClient {
  readonly channel: Channel;
  private allowed: Promise<string | undefined> | undefined;

  constructor(private readonly options: OneMsgClientOptions) {
    this.channel = options.channel;
  }

  /** @returns the exchange of `GET /{channelId}/{method}`, its text without the token */
  async get(method: string, query?: Query): Promise<HttpExchange> {
    return await this.call('GET', methodUrl(this.channel, method, query));
  }

  /**
   * As {@link get}, but the answer's text as it came: for what is written back. Whoever shows any of it takes the secrets out first.
   */
  async getVerbatim(method: string): Promise<HttpExchange> {
    return await this.exchange('GET', methodUrl(this.channel, method));
  }

  /**
   * @param body is sent as JSON
   * @returns the exchange of `POST /{channelId}/{method}`, its text without the token
   */
  async post(method: string, body: unknown): Promise<HttpExchange> {
    return await this.call('POST', methodUrl(this.channel, method), JSON.stringify(body));
  }

  /**
   * @param fields the JSON object's fields beside `body`, which is the file as a data URI
   * @returns the exchange of `POST /{channelId}/{method}`, its text without the token
   */
  async postFile(method: string, fields: JsonObject, file: FileBytes): Promise<HttpExchange> {
    return await this.call('POST', methodUrl(this.channel, method), jsonWithFile(fields, file));
  }

  private async call(
    method: 'GET' | 'POST',
    url: string,
    body?: string | StreamedBody,
  ): Promise<HttpExchange> {
    const exchange = await this.exchange(method, url, body);
    const { token } = this.channel;
    return exchange.kind === 'answer'
      ? { ...exchange, text: withoutSecrets(exchange.text, [token]) }
      : { ...exchange, reason: withoutSecrets(exchange.reason, [token]) };
  }

  private async exchange(
    method: 'GET' | 'POST',
    url: string,
    body?: string | StreamedBody,
  ): Promise<HttpExchange> {
    const forbidden = await (this.allowed ??= this.forbiddenByInstance());
    if (forbidden) return { kind: 'failure', left: 'no', reason: forbidden };
    const { channel, http, timeout } = this.options;
    return await http.exchange({
      method,
      url,
      timeout,
      body,
      headers: {
        accept: 'application/json',
        authorization: `Bearer ${channel.token}`,
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
    });
  }

  private async forbiddenByInstance(): Promise<string | undefined> {
    const result = await this.options.egressFilter?.validateUrl(this.channel.baseUrl);
    if (!result || result.ok) return undefined;
    return `this n8n does not allow connections to that address (${result.error.message})`;
  }
}
