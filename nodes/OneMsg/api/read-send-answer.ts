import { asTextOrNull, elementsOf } from '../../shared/events/payload-values';
import type { HttpExchange } from '../../shared/http/exchange';
import { errorCodes, saysError } from '../../shared/http/failure-text';
import type { JsonObject } from '../../shared/values/json';
import { flagOf, isJsonObject } from '../../shared/values/json';
import type { Stated } from '../../shared/provider/decide-outcome';
import { decideOutcome } from '../../shared/provider/decide-outcome';
import { textsIn } from '../../shared/provider/provider-words';
import type { SendOutcome } from '../../shared/provider/send-outcome';
import { ONE_MSG } from './channel';

const WINDOW_CLOSED = 131047;
/** Meta's codes for sending too fast. */
const TOO_FAST = [130429, 80007];
/** For too many to one person. */
const TO_PERSON = 131056;
/** `wamid.…`, or as the channels before it had them: `true_12020721369@c.us_3EB0…` */
const MESSAGE_ID = /^wamid\.|@[cg]\.us|@lid|^(?:true|false)_/;

/**
 * Says what became of a `sendFile` or `sendTemplate` call (1msg-api.md#what-an-answer-means lists the shapes of an answer).
 * @param exchange its text is free of the token already
 * @param now milliseconds since the epoch, for a Retry-After that is a date
 * @param body what was sent, but for a file's bytes
 */
export function readSendAnswer(
  exchange: HttpExchange,
  now: number,
  body?: JsonObject,
): SendOutcome {
  return decideOutcome(exchange, { provider: ONE_MSG, read }, { now, own: textsIn(body) });
}

function read(body: JsonObject): Stated {
  const sent = flagOf(body.sent); // `fromMe` comes as 0 and 1 as well (1msg-api.md#messages), so `sent` may
  const isDenied = sent === false || flagOf(body.success) === false || saysError(body);
  const id = idIn(body);
  const jobId = given(body.jobId) ?? given(body.job_id);
  const message = given(body.message);
  const description = given(body.description);
  const codes = errorCodes(body);
  return {
    sent: sent ?? (isDenied ? false : undefined),
    id,
    idIsCertain: id !== undefined && MESSAGE_ID.test(id),
    ...(jobId && { jobId }),
    ...(codes.some((code) => TOO_FAST.includes(code)) && { whyNot: 'tooFast' }),
    ...(codes.includes(TO_PERSON) && { whyNot: 'tooFastToPerson' }),
    ...(codes.includes(WINDOW_CLOSED) && { whyNot: 'windowClosed' }),
    details: { ...(message && { message }), ...(description && { description }) },
  };
}

/** Meta's own answer has it as `messages[0].id`. */
function idIn({ id, messageId, message_id: plain, messages }: JsonObject): string | undefined {
  const [first] = elementsOf(messages);
  return (
    given(id) ??
    given(messageId) ??
    given(plain) ??
    (isJsonObject(first) ? given(first.id) : undefined)
  );
}

/** A text, or an ID as a number; `0` and blanks are none. */
function given(value: unknown): string | undefined {
  const text = asTextOrNull(value)?.trim();
  return text && text !== '0' ? text : undefined;
}
