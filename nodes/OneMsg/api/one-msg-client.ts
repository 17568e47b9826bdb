import type { FileBytes } from '../../shared/http/file-bytes';
import { ApiClient } from '../../shared/provider/api-client';
import type { HttpExchange } from '../../shared/http/exchange';
import { jsonWithFile } from '../../shared/http/json-with-file';
import type { JsonObject } from '../../shared/values/json';
import { methodUrl } from './channel';
import { asError } from '../../shared/values/thrown';

type Query = Record<string, string | number | boolean>;

/** Calls methods of one 1MSG channel. The token goes in the header, once. */
export class OneMsgClient extends ApiClient {
  readonly channel = this.account;
  private readonly headers = { authorization: `Bearer ${this.channel.token}` };

  /** @returns the exchange of `GET /{channelId}/{method}`, its text without the token */
  async get(method: string, query?: Query): Promise<HttpExchange> {
    const url = methodUrl(this.channel, method, query);
    return await this.call({ method: 'GET', url, headers: this.headers });
  }

  /** As {@link get}, but the answer's text as it came, with what it holds of secrets. */
  async getVerbatim(method: string): Promise<HttpExchange> {
    const url = methodUrl(this.channel, method);
    return await this.callVerbatim({ method: 'GET', url, headers: this.headers });
  }

  /**
   * @param body is sent as JSON
   * @returns the exchange of `POST /{channelId}/{method}`, its text without the token
   */
  async post(method: string, body: unknown): Promise<HttpExchange> {
    return await this.postBody(method, JSON.stringify(body));
  }

  /**
   * @param fields the JSON object's fields beside `body`, which is the file as a data URI
   * @returns the exchange of `POST /{channelId}/{method}`, its text without the token
   */
  async postFile(method: string, fields: JsonObject, file: FileBytes): Promise<HttpExchange> {
    let { size } = file;
    try {
      if (file.openAhead) size = await file.openAhead();
    } catch (error) {
      const bodyError = asError(error);
      return { kind: 'failure', left: 'no', reason: bodyError.message, bodyError };
    }
    return await this.postBody(method, jsonWithFile(fields, { ...file, size }));
  }

  private async postBody(
    method: string,
    body: string | ReturnType<typeof jsonWithFile>,
  ): Promise<HttpExchange> {
    const url = methodUrl(this.channel, method);
    return await this.call({ method: 'POST', url, headers: this.headers, body });
  }
}
