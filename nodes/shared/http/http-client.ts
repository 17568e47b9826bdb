import type { Dispatcher } from 'undici';
import type { Clock } from '../async/clock';
import type { ConnectionPool } from './connection-pool';
import type { HttpExchange, HttpRequest } from './exchange';
import { MAX_ANSWER_BYTES, joinedHeaders } from './exchange';
import { failureReason } from './failure-reason';
import { OutgoingBody } from './outgoing-body';
import { noAnswerWithin, TimeLimits } from './time-limits';

/**
 * Sends single HTTP requests and tells of each what is known about its fate. Never throws for what
 * happens on the network, never repeats a request, never follows a redirect.
 */
export class HttpClient {
  private readonly limits: TimeLimits;

  /**
   * @param connections where each exchange takes its connection from
   * @param clock what the time limits go by
   */
  constructor(
    private readonly connections: ConnectionPool,
    private readonly clock: Clock,
  ) {
    this.limits = new TimeLimits(clock);
  }

  /**
   * Says that an exchange is about to come, so that its connection is there by then.
   * @param url of the host
   * @returns to be called when it comes, or not any more
   */
  expect(url: string): () => void {
    return this.connections.expect(new URL(url).origin);
  }

  /**
   * @returns the answer, or whether the request may have left without one
   * @throws only when the request's URL is malformed
   */
  async exchange(request: HttpRequest): Promise<HttpExchange> {
    const url = new URL(request.url);
    const body = new OutgoingBody(request.body, this.clock);
    let dispatcher: Dispatcher;
    try {
      dispatcher = await this.connections.acquire(url.origin);
    } catch (error) {
      return { kind: 'failure', left: 'no', reason: failureReason(error) };
    }

    return await new Promise((resolve) => {
      let ended = false;
      const chunks: Buffer[] = [];
      let received = 0;
      let controller: Dispatcher.DispatchController | undefined;
      let status = 0;
      let headers: Record<string, string> = {};

      const settle = (exchange: HttpExchange) => {
        if (ended) return;
        ended = true;
        stopWatching();
        if (exchange.kind === 'failure') this.connections.discard(dispatcher);
        else this.connections.release(url.origin, dispatcher, headers['keep-alive']);
        resolve(exchange);
      };
      const fail = (reason: string) => {
        // A server cannot act on a request of which it lacks the end.
        const left = controller && body.written ? 'perhaps' : 'no';
        settle({ kind: 'failure', left, reason, ...(body.error && { bodyError: body.error }) });
      };
      const stopWatching = this.limits.watch(
        request.timeout,
        () => body.movedAt,
        () => {
          if (!body.awaitsStream) return fail(noAnswerWithin(request.timeout));
          body.error = new Error('the file stopped coming while it was sent');
          fail(body.error.message);
        },
      );

      try {
        dispatcher.dispatch(
          {
            origin: url.origin,
            path: url.pathname + url.search,
            method: request.method,
            headers: { ...request.headers, ...body.headers },
            body: body.content as string, // undici takes any async iterable, its types do not say so
            headersTimeout: 0, // the limit above is the only one
            bodyTimeout: 0,
            reset: false, // undici would close the connection after a HEAD
          },
          {
            // undici calls this right before the first byte is written, not when the request is queued.
            onRequestStart(started) {
              if (ended) started.abort(new Error('given up before it was written'));
              else controller = started;
            },
            onResponseStart(_controller, statusCode, incoming) {
              status = statusCode;
              headers = joinedHeaders(incoming);
            },
            onResponseData(_controller, chunk) {
              if (received < MAX_ANSWER_BYTES) chunks.push(chunk);
              received += chunk.length;
            },
            onResponseEnd() {
              const text = Buffer.concat(chunks).subarray(0, MAX_ANSWER_BYTES).toString();
              settle({ kind: 'answer', status, headers, text });
            },
            onResponseError(_controller, error) {
              fail(failureReason(error));
            },
          },
        );
      } catch (error) {
        fail(failureReason(error)); // undici found the request malformed
      }
    });
  }
}
