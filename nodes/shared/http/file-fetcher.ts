import type { Dispatcher } from 'undici';
import type { Clock } from '../async/clock';
import { onAbort } from '../async/on-abort';
import type { ConnectionPool } from './connection-pool';
import type { EgressFilter } from './egress';
import { egressDenial } from './egress';
import { failureReason } from './failure-reason';
import { OUR_HEADERS, joinedHeaders } from './exchange';
import { HttpClient } from './http-client';
import { percentBytes } from './decode-text';
import { noAnswerWithin, TimeLimits } from './time-limits';

/** What a file's server answered, but for the body. */
export interface ResponseHead {
  status: number;
  /** Lower-case names. */
  headers: Record<string, string>;
  /** Where redirects have led; undefined where there were none. */
  movedTo?: string;
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
const HEADERS: Record<string, string> = { ...OUR_HEADERS, accept: '*/*' };

/** Bytes a second that a server has to send on an average, once it was waited for so long; then it is given up. */
const LEAST_RATE = 4 * 1024;
const LEAST_RATE_AFTER_MS = 10_000;
/** The longest that a server is waited for in all. */
const LONGEST_MS = 3_600_000;

/** A URL without user and password, and the headers to ask for it with. */
interface Target {
  url: URL;
  headers: Record<string, string>;
}

/**
 * Fetches files from servers that are not the provider's: through n8n's egress filter, redirects followed
 * and each checked.
 */
export class FileFetcher {
  private readonly limits: TimeLimits;
  private readonly http: HttpClient;

  constructor(
    private readonly connections: ConnectionPool,
    private readonly clock: Clock,
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
    return await this.follow(url, async ({ url: { href }, headers }) => {
      const request = { method: 'HEAD', url: href, headers, timeout } as const;
      const exchange = await this.http.exchange(request);
      if (exchange.kind === 'failure') throw new FetchError(exchange.reason);
      return exchange;
    });
  }

  /**
   * Begins to fetch a file.
   * @param timeout milliseconds until the headers are there, and between pieces of the body. A server that keeps on
   * sending, but hardly anything, is given up, too
   * @throws {FetchError}
   */
  async open(url: string, timeout: number, signal?: AbortSignal): Promise<OpenResponse> {
    return await this.follow(url, async (target) => await this.request(target, timeout, signal));
  }

  private async follow<Response extends ResponseHead & { close?(): void }>(
    url: string,
    ask: (target: Target) => Promise<Response>,
  ): Promise<Response> {
    let target = targetOf(new URL(url));
    for (let redirects = 0; redirects <= MOST_REDIRECTS; redirects++) {
      const { href } = target.url;
      await this.check(href);
      const response = await ask(target);
      const { location } = response.headers;
      if (response.status < 300 || response.status >= 400 || !location)
        return redirects > 0 ? { ...response, movedTo: href } : response;
      response.close?.();
      if (!URL.canParse(location, href))
        throw new FetchError('it redirects to something that is no URL', false);
      target = targetOf(new URL(location, href), target);
    }
    throw new FetchError(`it redirects more than ${MOST_REDIRECTS} times`, false);
  }

  private async check(url: string): Promise<void> {
    if (!/^https?:/i.test(url))
      throw new FetchError('it redirects to something that is no web page', false);
    const denial = await egressDenial(url, this.egressFilter);
    if (denial) throw new FetchError(denial.reason, denial.transient);
  }

  private async request(
    { url: { origin, pathname, search }, headers: requested }: Target,
    timeout: number,
    signal: AbortSignal | undefined,
  ): Promise<OpenResponse> {
    const dispatcher = await this.connections.acquire(origin).catch((error) => {
      throw fetchError(error);
    });
    let stopListening: (() => void) | undefined;
    let isDone = false;
    const done = () => {
      if (!isDone) this.connections.release(origin, dispatcher);
      isDone = true;
      stopListening?.();
    };
    let failure: unknown;
    const fail = (error: unknown) => {
      failure ??= error;
      if (!isDone) this.connections.discard(dispatcher); // no signal ends what waits for a connection in undici
      isDone = true;
      stopListening?.();
      return fetchError(failure);
    };
    if (signal) stopListening = onAbort(signal, () => void fail(new Error('it was cancelled')));
    const answered = this.limits.watch(
      timeout,
      () => -Infinity,
      () => void fail(new Error(noAnswerWithin(timeout))),
    );
    try {
      const { statusCode, headers, body } = await dispatcher.request({
        origin,
        path: pathname + search,
        method: 'GET',
        headers: requested,
        headersTimeout: 0, // the limit above holds from the beginning, connecting included
        bodyTimeout: timeout,
      });
      const close = () => {
        body.on('error', () => undefined).destroy(); // an unread rest is of no interest
        done();
      };
      return {
        status: statusCode,
        headers: joinedHeaders(headers),
        body: this.piecesOf(body, { done, fail }, Math.max(timeout, LEAST_RATE_AFTER_MS)),
        close,
      };
    } catch (error) {
      throw fail(error);
    } finally {
      answered();
    }
  }

  /** @param patience milliseconds that the server is waited for before its rate counts */
  private async *piecesOf(
    body: Dispatcher.ResponseData['body'],
    { done, fail }: { done: () => void; fail: (error: unknown) => FetchError },
    patience: number,
  ): AsyncGenerator<Uint8Array> {
    let bytes = 0;
    let waited = 0; // for the server alone: whoever reads may be as slow as the one that it hands the file to
    try {
      let askedAt = this.clock.now();
      for await (const piece of body as AsyncIterable<Uint8Array>) {
        waited += this.clock.now() - askedAt;
        bytes += piece.length;
        if (waited > patience && bytes < (waited / 1000) * LEAST_RATE) throw new Error(TOO_SLOW);
        if (waited > LONGEST_MS) throw new Error('its server takes longer than an hour to send it');
        yield piece;
        askedAt = this.clock.now();
      }
    } catch (error) {
      throw fail(error);
    } finally {
      done();
    }
  }
}

const TOO_SLOW = `its server sends it too slowly, less than ${LEAST_RATE / 1024} KB a second`;

/** @param from the one that redirects there: what it was asked with goes along only within its origin */
function targetOf(url: URL, from?: Target): Target {
  const target = new URL(url);
  target.username = target.password = '';
  if (!url.username && !url.password)
    return { url: target, headers: from?.url.origin === url.origin ? from.headers : HEADERS };
  const pair = [url.username, ':', url.password].map(percentBytes);
  const authorization = `Basic ${Buffer.concat(pair).toString('base64')}`;
  return { url: target, headers: { ...HEADERS, authorization } };
}

function fetchError(error: unknown): FetchError {
  return new FetchError(failureReason(error));
}
