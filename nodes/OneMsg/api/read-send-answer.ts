import type { HttpAnswer, HttpExchange } from '../../shared/http/exchange';
import { failureText, saysError } from '../../shared/http/failure-text';
import type { JsonObject } from '../../shared/json';
import { flagOf, parseJsonObject } from '../../shared/json';
import {
  readHttpStatus,
  readNoAnswer,
  refusedWith,
  tooFast,
} from '../../shared/sending/read-http-answer';
import type { SendOutcome } from '../../shared/sending/send-outcome';
import { ONE_MSG } from './channel';

// A number in a link or in a file's name is no code.
const WINDOW_CLOSED =
  /dialog window is closed|outside the allowed window|re-?engagement|(?<![\w/.-])131047(?![\w/-]|\.\w)/i;
// 130429, 131056 and 80007 are Meta's codes for sending too fast; nothing was sent then.
const TOO_FAST = /rate limit|too many (requests|messages)|\b(130429|131056|80007)\b/i;
// Then it is the file's server that said the rest.
const OF_THE_FILE = /\b(download|fetch|load|get|access|media|file|link|url)/i;
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

function readSuccess(body: JsonObject): SendOutcome | undefined {
  const { sent, id, jobId } = body;
  const message = text(body.message);
  // `fromMe` comes as 0 and 1 as well (1msg-api.md), so `sent` may.
  if (flagOf(sent) === true)
    return { kind: 'accepted', id: text(id) ?? null, message, description: text(body.description) };
  const job = text(jobId);
  return job ? { kind: 'queued', jobId: job, message } : undefined;
}

function readFailure(answer: HttpAnswer, body: JsonObject | undefined, now: number): SendOutcome {
  const { status } = answer;
  const said = failureText(answer);
  if (WINDOW_CLOSED.test(said)) return { kind: 'windowClosed', text: said };
  // A gateway's page under a 5xx may say anything of the gateway, and nothing of the message.
  if (status < 500 || body) {
    if (TOO_FAST.test(said) && !OF_THE_FILE.test(said)) return tooFast(answer, said, now);
    if (ONE_MSG.saysWrongAccess(said)) return refusedWith(answer, 'UNAUTHORIZED', said);
    if (BAD_PARAMETER.test(said)) return refusedWith(answer, 'REJECTED', said);
  }
  const outcome = readHttpStatus(answer, said, '1MSG', now);
  if (outcome) return outcome;
  // Else a success that says neither that it was sent nor that it was not.
  const denied = body && (flagOf(body.sent) === false || saysError(body));
  return denied
    ? refusedWith(answer, 'REJECTED', said)
    : { kind: 'unknown', text: `1MSG's answer to the request (HTTP ${status}) was unreadable` };
}

function text(value: unknown): string | undefined {
  return (typeof value === 'string' || typeof value === 'number') && value !== ''
    ? String(value)
    : undefined;
}
