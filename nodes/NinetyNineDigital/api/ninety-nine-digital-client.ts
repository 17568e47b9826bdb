import type { Account } from '../../shared/provider/account';
import type { ApiConnection } from '../../shared/provider/api-client';
import { ApiClient } from '../../shared/provider/api-client';
import type { HttpExchange, HttpAnswer } from '../../shared/http/exchange';
import type { JsonObject } from '../../shared/values/json';
import { parseJsonObject } from '../../shared/values/json';
import { methodUrl } from './number';
import { integerOf } from '../../shared/events/payload-values';

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

/** What 99digital says at the head of every answer. Which HTTP status a refusal has nobody knows. */
type Verdict =
  | { status: 'OK'; body: JsonObject }
  /** `reason`: its number; undefined where there is none. */
  | { status: 'FAIL'; body: JsonObject; reason: number | undefined };

/** @returns undefined for an answer that is not 99digital's own */
export function readVerdict({ text }: HttpAnswer): Verdict | undefined {
  const body = parseJsonObject(text);
  const status = body && verdictOf(body);
  if (!status) return undefined;
  return status === 'OK' ? { status, body } : { status, body, reason: integerOf(body.reason) };
}

/** @returns what `status` says in whatever letter case; undefined where it is neither */
export function verdictOf({ status }: JsonObject): Verdict['status'] | undefined {
  const word = typeof status === 'string' ? status.trim().toUpperCase() : '';
  return word === 'OK' || word === 'FAIL' ? word : undefined;
}
