import type { HttpAnswer, HttpExchange, HttpFailure } from '../../shared/http/exchange';
import { retryAfter } from '../../shared/http/retry-after';
import type { JsonObject } from '../../shared/json';
import { parseJsonObject } from '../../shared/json';
import { InputError } from '../../shared/sending/input-error';
import type { SendOutcome } from '../../shared/sending/send-outcome';
import { failureText } from './failure-text';

const WINDOW_CLOSED =
  /dialog window is closed|outside the allowed window|re-?engagement|\b131047\b/i;
const WRONG_TOKEN = /wrong token|invalid token|token is (invalid|expired)|unauthori[sz]ed/i;
// 130429, 131056 and 80007 are Meta's codes for sending too fast; nothing was sent then.
const TOO_FAST = /rate limit|too many (requests|messages)|\b(130429|131056|80007)\b/i;
// "Permanent HTTP 500" of templates (1msg-api.md): refused each time, so certainly not sent.
const BAD_PARAMETER = /new-?line|tab characters|consecutive spaces/i;

/**
 * Says what became of a `sendFile` or `sendTemplate` call.
 * What counts is the body: 1MSG refuses with HTTP 200, queues with `sent: false`, and repeats a closed
 * window's text under any status (1msg-api.md lists the shapes).
 * @param exchange its text is free of secrets already
 * @param now milliseconds since the epoch, for a Retry-After that is a date
 */
export function readSendAnswer(exchange: HttpExchange, now: number): SendOutcome {
  if (exchange.kind === 'failure') return readNoAnswer(exchange);

  const body = parseJsonObject(exchange.text);
  return (body && readSuccess(body)) ?? readFailure(exchange, body, now);
}

function readNoAnswer({ left, reason, bodyError }: HttpFailure): SendOutcome {
  if (bodyError instanceof InputError)
    return { kind: 'refused', code: bodyError.code, text: bodyError.message };
  if (left === 'perhaps') return { kind: 'unknown', text: reason };
  return { kind: 'notSent', code: bodyError ? 'INVALID_FILE' : 'UNREACHABLE', text: reason };
}

function readSuccess(body: JsonObject): SendOutcome | undefined {
  const { sent, id, jobId } = body;
  const message = text(body.message);
  if (sent === true)
    return { kind: 'accepted', id: text(id) ?? null, message, description: text(body.description) };
  const job = text(jobId);
  return job ? { kind: 'queued', jobId: job, message } : undefined;
}

function readFailure(answer: HttpAnswer, body: JsonObject | undefined, now: number): SendOutcome {
  const { status: httpStatus } = answer;
  const said = failureText(answer);
  const refused = (code: 'UNAUTHORIZED' | 'REJECTED'): SendOutcome => ({
    kind: 'refused',
    code,
    text: said || `HTTP ${httpStatus} without a reason`,
    httpStatus,
  });
  if (WINDOW_CLOSED.test(said)) return { kind: 'windowClosed', text: said };
  // A gateway's page under a 5xx may say anything of the gateway, and nothing of the message.
  if (httpStatus >= 500 && !body) return crashed(httpStatus, said);
  if (httpStatus === 429 || TOO_FAST.test(said))
    return {
      kind: 'notSent',
      code: 'RATE_LIMITED',
      text: said || 'too many requests',
      retryAfter: retryAfter(answer.headers['retry-after'], now),
    };
  if (httpStatus === 401 || httpStatus === 403 || WRONG_TOKEN.test(said))
    return refused('UNAUTHORIZED');
  if (BAD_PARAMETER.test(said)) return refused('REJECTED');
  if (httpStatus >= 500) return crashed(httpStatus, said);
  if (httpStatus >= 300) return refused('REJECTED');
  // A success that says neither that it was sent nor that it was not.
  const denied = body && (body.sent === false || (said && !body.message));
  return denied
    ? refused('REJECTED')
    : { kind: 'unknown', text: `1MSG's answer to the request (HTTP ${httpStatus}) was unreadable` };
}

function crashed(httpStatus: number, said: string): SendOutcome {
  return { kind: 'unknown', text: `1MSG answered HTTP ${httpStatus}${said && ` (${said})`}` };
}

function text(value: unknown): string | undefined {
  return (typeof value === 'string' || typeof value === 'number') && value !== ''
    ? String(value)
    : undefined;
}
