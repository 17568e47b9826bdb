import type { Account } from '../../shared/provider/account';
import type { ApiConnection } from '../../shared/provider/api-client';
import { ApiClient } from '../../shared/provider/api-client';
import type { HttpExchange } from '../../shared/http/exchange';
import type { JsonObject } from '../../shared/values/json';
import { methodUrl } from './number';

/** Calls methods of 99digital for one WhatsApp number. The key goes in the body: there is no header for it. */
export class NinetyNineDigitalClient {
  readonly account: Account;
  private readonly api: ApiClient;

  constructor(connection: ApiConnection) {
    this.account = connection.account;
    this.api = new ApiClient(connection);
  }

  /**
   * @param fields besides the key and the number
   * @returns the exchange of `POST /whatsapp/v2/{method}`, its text without the key
   */
  async post(method: string, fields: JsonObject = {}): Promise<HttpExchange> {
    return await this.api.call(this.call(method, fields));
  }

  /** As {@link post}, but the answer's text as it came, with what it holds of secrets. */
  async postVerbatim(method: string, fields: JsonObject = {}): Promise<HttpExchange> {
    return await this.api.callVerbatim(this.call(method, fields));
  }

  /** As {@link ApiClient.expectCall}. */
  expectCall(): () => void {
    return this.api.expectCall();
  }

  private call(method: string, fields: JsonObject) {
    const { id: from, token: apiKey } = this.account;
    return {
      method: 'POST',
      url: methodUrl(this.account, method),
      body: JSON.stringify({ apiKey, from, ...fields }),
    } as const;
  }
}
