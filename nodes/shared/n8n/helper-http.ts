import type { Clock } from '../async/clock';
import { denialReason } from '../http/egress';
import type { HttpExchange, HttpRequest } from '../http/exchange';
import { MAX_ANSWER_BYTES } from '../http/exchange';
import { failureReason } from '../http/failure-reason';
import type { HttpClient } from '../http/http-client';
import { noAnswerWithin, TimeLimits } from '../http/time-limits';
import { asError } from '../values/thrown';

/** n8n's helper `request`, which it calls deprecated; a credential's test is given no other. */
export type RequestHelper = (options: object) => Promise<Answered>;

interface Answered {
  statusCode: number;
  body: AsyncIterable<Uint8Array> & { on(event: 'error', ignored: () => void): unknown } & {
    destroy(): void;
  };
}

/**
 * Exchanges by n8n's own requests, and so under its egress policy. A connection each, and all that goes out is in
 * memory: for the few calls of a test.
 */
export class HelperHttp implements Pick<HttpClient, 'exchange' | 'expect'> {
  private readonly limits: TimeLimits;

  constructor(
    private readonly request: RequestHelper,
    clock: Clock,
  ) {
    this.limits = new TimeLimits(clock);
  }

  expect(): () => void {
    return () => {};
  }

  /** As HttpClient's, but that the body cannot be a stream, and that what failed may have left. */
  async exchange({ timeout, ...request }: HttpRequest): Promise<HttpExchange> {
    let giveUp: ((error: Error) => void) | undefined;
    const givenUp = new Promise<never>((_resolve, reject) => (giveUp = reject));
    let isOver = false;
    let answered: Answered | undefined;
    const end = this.limits.watch(
      timeout,
      () => -Infinity,
      () => giveUp?.(new Error(noAnswerWithin(timeout))),
    );
    const ask = async (): Promise<HttpExchange> => {
      answered = await this.request({
        ...request,
        timeout,
        followRedirect: false,
        simple: false, // whatever the status is, it is an answer
        resolveWithFullResponse: true,
        useStream: true,
      });
      answered.body.on('error', () => undefined); // it may fail while nobody reads any more
      if (isOver) answered.body.destroy();
      const text = await textOf(answered.body);
      return { kind: 'answer', status: answered.statusCode, headers: {}, text };
    };
    try {
      return await Promise.race([ask(), givenUp]);
    } catch (error) {
      return { kind: 'failure', left: 'perhaps', reason: reasonOf(asError(error)) };
    } finally {
      isOver = true;
      end();
      answered?.body.destroy();
    }
  }
}

async function textOf(body: AsyncIterable<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = [];
  let received = 0;
  for await (const chunk of body) {
    chunks.push(chunk);
    received += chunk.length;
    if (received >= MAX_ANSWER_BYTES) break;
  }
  return Buffer.concat(chunks).subarray(0, MAX_ANSWER_BYTES).toString();
}

/** n8n's errors for what its policy forbids are named SsrfBlockedIpError and the like. */
function reasonOf(error: Error): string {
  return error.name.startsWith('Ssrf') ? denialReason(error) : failureReason(error);
}
