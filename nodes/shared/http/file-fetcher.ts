import type { Dispatcher } from 'undici';
import type { Clock } from '../clock';
import { onAbort } from '../on-abort';
import type { ConnectionPool } from './connection-pool';
import type { EgressFilter } from './egress';
import { egressDenial } from './egress';
import { failureReason } from './failure-reason';
import { OUR_HEADERS } from './exchange';
import { HttpClient } from './http-client';
import { joinedHeaders } from './response-headers';
import { noAnswerWithin, TimeLimits } from './time-limits';

/** What a file's server answered, but for the body. */
export interface ResponseHead {
  status: number;
  /** Lower-case names. */
  headers: Record<string, string>;
}

/** A response whose body is still to come. It has to be read to its end, or closed. */
export interface OpenResponse extends ResponseHead {
  body: AsyncIterable<Uint8Array>;
  close(): void;
}

/** The file's server could not be reached, or did not answer with the file; the message says why, without a full stop. */
export class FetchError extends Error {
  /** @param transient whether asking again may help */
  constructor(
    message: string,
    readonly transient = true,
  ) {
    super(message);
  }
}

const MOST_REDIRECTS = 5;
const HEADERS = { ...OUR_HEADERS, accept: '*/*' };

/**
 * Fetches files from servers that are not the provider's: through n8n's egress filter, redirects followed
 * and each checked.
 */
export class FileFetcher {
  private readonly limits: TimeLimits;
  private readonly http: HttpClient;

  constructor(
    private readonly connections: ConnectionPool,
    clock: Clock,
    private readonly egressFilter?: EgressFilter,
  ) {
    this.limits = new TimeLimits(clock);
    this.http = new HttpClient(connections, clock);
  }

  /**
   * Asks by HEAD what there is to fetch.
   * @param timeout milliseconds until the answer is there
   * @throws {FetchError}
   */
  async head(url: string, timeout: number): Promise<ResponseHead> {
    return await this.follow(url, async (next) => {
      const request = { method: 'HEAD', url: next, headers: HEADERS, timeout } as const;
      const exchange = await this.http.exchange(request);
      if (exchange.kind === 'failure') throw new FetchError(exchange.reason);
      return exchange;
    });
  }

  /**
   * Begins to fetch a file.
   * @param timeout milliseconds until the headers are there, and between pieces of the body
   * @throws {FetchError}
   */
  async open(url: string, timeout: number, signal?: AbortSignal): Promise<OpenResponse> {
    return await this.follow(url, async (next) => await this.request(next, timeout, signal));
  }

  private async follow<Response extends ResponseHead & { close?(): void }>(
    url: string,
    ask: (url: string) => Promise<Response>,
  ): Promise<Response> {
    let next = url;
    for (let redirects = 0; redirects <= MOST_REDIRECTS; redirects++) {
      await this.check(next);
      const response = await ask(next);
      const { location } = response.headers;
      if (response.status < 300 || response.status >= 400 || !location) return response;
      response.close?.();
      if (!URL.canParse(location, next))
        throw new FetchError('it redirects to something that is no URL', false);
      next = new URL(location, next).href;
    }
    throw new FetchError(`it redirects more than ${MOST_REDIRECTS} times`, false);
  }

  private async check(url: string): Promise<void> {
    if (!/^https?:/i.test(url))
      throw new FetchError('it redirects to something that is no web page', false);
    const denial = await egressDenial(url, this.egressFilter);
    if (denial) throw new FetchError(denial.reason, denial.transient);
  }

  private async acquire(origin: string): Promise<Dispatcher> {
    try {
      return await this.connections.acquire(origin);
    } catch (error) {
      throw fetchError(error);
    }
  }

  private async request(
    url: string,
    timeout: number,
    signal: AbortSignal | undefined,
  ): Promise<OpenResponse> {
    const { origin, pathname, search } = new URL(url);
    const dispatcher = await this.acquire(origin);
    const stop = new AbortController();
    const stopListening = signal && onAbort(signal, () => stop.abort());
    const done = once(() => {
      stopListening?.();
      this.connections.release(origin, dispatcher);
    });
    const answered = this.limits.watch(
      timeout,
      () => -Infinity,
      () => stop.abort(new Error(noAnswerWithin(timeout))),
    );
    try {
      const { statusCode, headers, body } = await dispatcher.request({
        origin,
        path: pathname + search,
        method: 'GET',
        headers: HEADERS,
        headersTimeout: 0, // the limit above holds from the beginning, connecting included
        bodyTimeout: timeout,
        signal: stop.signal,
      });
      const close = () => {
        body.on('error', () => undefined).destroy(); // an unread rest is of no interest
        done();
      };
      return {
        status: statusCode,
        headers: joinedHeaders(headers),
        body: piecesOf(body, done),
        close,
      };
    } catch (error) {
      done();
      throw fetchError(error);
    } finally {
      answered();
    }
  }
}

async function* piecesOf(
  body: Dispatcher.ResponseData['body'],
  done: () => void,
): AsyncGenerator<Uint8Array> {
  try {
    yield* body;
  } catch (error) {
    throw fetchError(error);
  } finally {
    done();
  }
}

function fetchError(error: unknown): FetchError {
  return new FetchError(failureReason(error));
}

function once(call: () => void): () => void {
  let called = false;
  return () => {
    if (!called) call();
    called = true;
  };
}
