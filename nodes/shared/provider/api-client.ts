import type { Account } from './account';
import type { EgressDenial, EgressFilter } from '../http/egress';
import { egressDenial } from '../http/egress';
import { type HttpExchange, OUR_HEADERS, type StreamedBody } from '../http/exchange';
import type { HttpClient } from '../http/http-client';
import { secretRemover } from '../http/redact';

/** What the calls of one account go through; made anew for each execution. */
export interface ApiConnection {
  account: Account;
  http: Pick<HttpClient, 'exchange' | 'expect'>;
  /** Milliseconds without progress before an exchange is given up. */
  timeout: number;
  /** n8n's policy on where nodes may connect to, where this n8n has one. */
  egressFilter?: EgressFilter;
}

/** One call of a provider's API. */
export interface ApiCall {
  method: 'GET' | 'POST';
  url: string;
  /** JSON. */
  body?: string | StreamedBody;
  /** Besides those that every call has. */
  headers?: Record<string, string>;
}

/** Calls a provider's API for one account. The account's token comes back in nothing that it returns. */
export class ApiClient {
  readonly account: Account;
  private denial: Promise<EgressDenial | undefined> | undefined;
  private readonly withoutToken: (text: string) => string;

  constructor(private readonly connection: ApiConnection) {
    this.account = connection.account;
    this.withoutToken = secretRemover([this.account.token]);
  }

  /** @returns the exchange, its texts without the token */
  async call(call: ApiCall): Promise<HttpExchange> {
    const exchange = await this.callVerbatim(call);
    return exchange.kind === 'answer'
      ? { ...exchange, text: this.withoutToken(exchange.text) }
      : { ...exchange, reason: this.withoutToken(exchange.reason) };
  }

  /**
   * As {@link call}, but the answer's text as it came: for what is written back. Whoever shows any of it takes
   * the secrets out first.
   */
  async callVerbatim({ method, url, body, headers }: ApiCall): Promise<HttpExchange> {
    const denial = await this.findDenial();
    if (denial) return { kind: 'failure', left: 'no', reason: denial.reason };
    const { http, timeout } = this.connection;
    return await http.exchange({
      method,
      url,
      timeout,
      body,
      headers: {
        ...OUR_HEADERS,
        accept: 'application/json',
        ...headers,
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
    });
  }

  /**
   * Says that a call is about to come, so that its connection is there by then.
   * @returns to be called when it comes, or not any more
   */
  expectCall(): () => void {
    const { http } = this.connection;
    let isOver = false;
    let end = () => {};
    void this.findDenial().then((denial) => {
      if (!denial && !isOver) end = http.expect(this.account.baseUrl);
    });
    return () => {
      isOver = true;
      end();
    };
  }

  private async findDenial(): Promise<EgressDenial | undefined> {
    const { egressFilter } = this.connection;
    const denial = await (this.denial ??= egressDenial(this.account.baseUrl, egressFilter));
    if (denial?.transient) this.denial = undefined;
    return denial;
  }
}
