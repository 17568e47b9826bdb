import type { HttpAnswer, HttpExchange } from '../../shared/http/exchange';
import { asTextOrNull } from '../../shared/delivery/payload-values';
import { failureText } from '../../shared/http/failure-text';
import { isJsonObject } from '../../shared/json';
import { readHttpStatus, readNoAnswer, refusedWith } from '../../shared/sending/read-http-answer';
import type { SendOutcome } from '../../shared/sending/send-outcome';
import { NINETY_NINE_DIGITAL } from './number';
import { isKnownReason, reasonOf, TRY_AGAIN } from './reasons';
import { readTimeLeft } from './template-time-left';
import type { Verdict } from './verdict';
import { readVerdict } from './verdict';

const { name } = NINETY_NINE_DIGITAL;

/**
 * Says what became of a `sendFile` call. What counts is `status` in the body; OK means received, not delivered.
 * @param exchange its text is free of secrets already
 * @param now milliseconds since the epoch
 */
export function readSendAnswer(exchange: HttpExchange, now: number): SendOutcome {
  if (exchange.kind === 'failure') return readNoAnswer(exchange);
  const verdict = readVerdict(exchange);
  if (!verdict)
    return (
      readHttpStatus(exchange, failureText(exchange), name, now) ?? {
        kind: 'unknown',
        text: `${name}'s answer to the request (HTTP ${exchange.status}) was unreadable`,
      }
    );
  return verdict.status === 'OK' ? accepted(verdict, now) : failed(verdict.reason, exchange, now);
}

function accepted({ body }: Verdict, now: number): SendOutcome {
  const { unique, templateTimeLeft, originalRequest } = body;
  const window = readTimeLeft(templateTimeLeft, now);
  return {
    kind: 'accepted',
    id: asTextOrNull(unique),
    ...(window && { window }),
    ...(isJsonObject(originalRequest) && { originalRequest }),
  };
}

function failed(reason: number | undefined, answer: HttpAnswer, now: number): SendOutcome {
  const { errorCode, text } = reasonOf(reason);
  if (!isKnownReason(reason) || answer.status === 429) {
    const words = failureText(answer);
    const said = words ? `${words} (${text})` : text;
    return readHttpStatus(answer, said, name, now) ?? refusedWith(answer, 'REJECTED', said);
  }
  switch (errorCode) {
    case 'WINDOW_CLOSED':
      return { kind: 'windowClosed', text };
    case 'UNAUTHORIZED':
      return refusedWith(answer, errorCode, text);
    case 'INVALID_RECIPIENT':
    case 'INVALID_FILE':
      return refusedWith(answer, errorCode, `${name} did not send the file: ${text}`);
    default:
      return reason === TRY_AGAIN
        ? { kind: 'notSent', code: 'REJECTED', text }
        : refusedWith(answer, 'REJECTED', text);
  }
}
