import { asTextOrNull, integerOf, textOrNull } from '../../shared/events/payload-values';
import type { HttpAnswer, HttpExchange } from '../../shared/http/exchange';
import { failureText, saysError } from '../../shared/http/failure-text';
import type { JsonObject } from '../../shared/values/json';
import { flagOf, isJsonObject } from '../../shared/values/json';
import type { AnswerReader, Stated } from '../../shared/provider/decide-outcome';
import { decideOutcome, refusedWith } from '../../shared/provider/decide-outcome';
import type { ItemMessage } from '../../shared/provider/explain-outcome';
import { textsIn } from '../../shared/provider/provider-words';
import type { SendOutcome } from '../../shared/provider/send-outcome';
import { NINETY_NINE_DIGITAL } from './number';
import { FINE, isKnownReason, reasonOf, TRY_AGAIN } from './reasons';
import { readTimeLeft } from './session-windows';
import { verdictOf } from './ninety-nine-digital-client';

const { name } = NINETY_NINE_DIGITAL;
const NO_ID = /^\s*(?:0|null|false)?\s*$/i;
const FAILED = /^\s*(?:fail(?:ed|ure)?|error)\s*$/i;

/**
 * Says what became of a `sendFile` or `sendTemplate` call. What counts is `status` in the body; OK means received, not delivered.
 * @param exchange its text is free of the key already
 * @param now milliseconds since the epoch
 * @param body what was sent
 * @param what it was
 */
export function readSendAnswer(
  exchange: HttpExchange,
  now: number,
  body?: JsonObject,
  what: ItemMessage = 'file',
): SendOutcome {
  const reader: AnswerReader = {
    provider: NINETY_NINE_DIGITAL,
    read: (...given) => read(what, ...given),
  };
  return decideOutcome(exchange, reader, { now, own: textsIn(body) });
}

function read(what: ItemMessage, body: JsonObject, answer: HttpAnswer, now: number): Stated {
  const { unique, templateTimeLeft, originalRequest } = body;
  const id = NO_ID.test(asTextOrNull(unique) ?? '') ? undefined : asTextOrNull(unique)!.trim();
  const reason = integerOf(body.reason);
  const sent = sentIn(body, id, reason);
  const window = readTimeLeft(templateTimeLeft, now);
  return {
    sent,
    id,
    idIsCertain: true,
    ...(isKnownReason(reason)
      ? { note: `reason ${reason}`, whyNot: whyNot(reason, answer, what) }
      : sent === false && note(reason, answer)),
    details: {
      ...(window && { window }),
      ...(isJsonObject(originalRequest) && { originalRequest }),
    },
  };
}

function note(reason: number | undefined, answer: HttpAnswer) {
  return reason === undefined && failureText(answer) ? {} : { note: reasonOf(reason).text };
}

/** @returns undefined also where `status` and `reason` contradict each other */
function sentIn(body: JsonObject, id: string | undefined, reason: number | undefined) {
  const verdict = verdictOf(body);
  if (verdict === 'OK') return !id && isKnownReason(reason) ? undefined : true;
  if (verdict === 'FAIL') return reason === FINE ? undefined : false;
  const isDenied = flagOf(body.status) === false || FAILED.test(textOrNull(body.status) ?? '');
  return isDenied || saysError(body) ? false : undefined;
}

function whyNot(reason: number, answer: HttpAnswer, what: ItemMessage): SendOutcome {
  const { errorCode, text } = reasonOf(reason);
  switch (errorCode) {
    case 'WINDOW_CLOSED':
      return { kind: 'windowClosed', text };
    case 'UNAUTHORIZED':
      return refusedWith(answer, errorCode, text);
    case 'INVALID_RECIPIENT':
    case 'INVALID_FILE':
      return refusedWith(answer, errorCode, `${name} did not send the ${what}: ${text}`);
    default:
      return reason === TRY_AGAIN
        ? { kind: 'notSent', code: 'REJECTED', text }
        : refusedWith(answer, 'REJECTED', text);
  }
}
