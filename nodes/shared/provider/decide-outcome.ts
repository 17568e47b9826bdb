import type { HttpAnswer, HttpExchange, HttpFailure } from '../http/exchange';
import { answerBody, failureText, verbatimText } from '../http/failure-text';
import { retryAfter } from '../http/repeat-exchange';
import { InputError } from '../values/input-error';
import type { JsonObject } from '../values/json';
import type { Provider } from './provider';
import { refusesAccess } from './provider';
import { providerWords } from './provider-words';
import type { Accepted, NotSent, Refused, SendOutcome } from './send-outcome';

/** What an answer says by its structure, before any word of it is looked at. */
export interface Stated {
  /** Whether the message was taken, in the provider's own field; an error that the body names is a no. */
  sent: boolean | undefined;
  /** The message's ID; undefined where there is none. */
  id: string | undefined;
  /** Whether that can be nothing else, such as the ID of a request. */
  idIsCertain: boolean;
  /** Set when the provider will send it later. */
  jobId?: string;
  /** Why a message was not sent, by the provider's number or code for it. */
  whyNot?: 'windowClosed' | 'tooFast' | 'tooFastToPerson' | SendOutcome;
  /** What it gives as the reason besides its words, to be shown. */
  note?: string;
  /** What else it tells of one that was taken. */
  details?: Omit<Accepted, 'kind' | 'id'>;
}

/** How one provider's answers are read. */
export interface AnswerReader {
  provider: Provider;
  /** @param now milliseconds since the epoch */
  read: (body: JsonObject, answer: HttpAnswer, now: number) => Stated;
}

/** What else is known when an answer is read. */
export interface AnswerContext {
  /** Milliseconds since the epoch. */
  now: number;
  /** The texts that the request held: none of their words is the provider's. */
  own: readonly string[];
}

/** An ID as WhatsApp gives it. */
const MESSAGE_ID = /\bwamid\.[\w+/=-]{4,}/g;
/** What a text that is no JSON object, such as the beginning of one, may say of a message that was taken. */
const SENT_IN_PART =
  /"(?:sent"\s*:\s*"?(?:true|1)\b|status"\s*:\s*"ok"|(?:id|messageId|unique|jobId)"\s*:\s*(?:"(?!0?")|[1-9]))/i;

/**
 * Decides what became of a message. No words decide that it was not sent: where it perhaps was, nothing in the answer's
 * text leads to another attempt, to a template or to "not sent".
 *
 * | answer | it says sent | a job's ID | an ID | it denies | none of these |
 * | --- | --- | --- | --- | --- | --- |
 * | none, before all of it left | | | | | not sent |
 * | none, afterwards | | | | | unknown |
 * | 2xx | accepted | queued | accepted; unknown where it denies, too | not sent (1) | unknown |
 * | 429 | accepted | queued | accepted if a message's; else, or where it denies, unknown | too fast | too fast |
 * | 301, 307, 308 and 4xx, but not 408 and 499 | accepted | queued | as of 429 | not sent (1) | not sent (1) |
 * | other 3xx, 408, 499, 5xx | accepted | queued | as of 429 | unknown | unknown |
 *
 * (1) Why is told by the provider's own code, then by the status (401), and last by words, without those that are ours:
 * a closed window, too fast, a wrong credential, or else a refusal.
 */
export function decideOutcome(
  exchange: HttpExchange,
  { provider, read }: AnswerReader,
  { now, own }: AnswerContext,
): SendOutcome {
  if (exchange.kind === 'failure') return readNoAnswer(exchange);

  const { status } = exchange;
  const body = answerBody(exchange.text);
  const stated: Partial<Stated> = body ? read(body, exchange, now) : {};
  const { sent, id, jobId, details, note } = stated;
  const isSuccess = status < 300;
  if (sent || (id && sent === undefined && !jobId && (isSuccess || stated.idIsCertain)))
    return { ...details, kind: 'accepted', id: id ?? null };
  if (jobId) return { kind: 'queued', jobId, ...(id && { id }), message: details?.message };
  const words = failureText(exchange);
  const said = words && note ? `${words} (${note})` : words || (note ?? '');
  const answered = `${provider.name} answered HTTP ${status}${said && ` (${said})`}`;
  if (id || namesMessage(exchange.text, own))
    return { kind: 'unknown', text: `${answered} and gave the ID of a message all the same` };
  if (!body && SENT_IN_PART.test(exchange.text))
    return { kind: 'unknown', text: `${answered} and may have been cut off` };
  if (leavesOpen(status)) return { kind: 'unknown', text: answered };
  if (isSuccess && sent === undefined) {
    const text = `${provider.name}'s answer to the request (HTTP ${status}) was unreadable`;
    return { kind: 'unknown', text };
  }
  const why = stated.whyNot ?? whyByWords(exchange, { provider, own });
  if (why === 'tooFastToPerson') return { ...tooFast(exchange, said, now), ofPerson: true };
  if (status === 429 || why === 'tooFast') return tooFast(exchange, said, now);
  if (why === 'windowClosed') return { kind: 'windowClosed', text: said };
  return typeof why === 'string' ? refusedWith(exchange, why, said) : why;
}

/** Says what became of a message when its request got no answer. */
function readNoAnswer({ left, reason, bodyError }: HttpFailure): SendOutcome {
  if (bodyError instanceof InputError)
    return { kind: 'refused', code: bodyError.code, text: bodyError.message };
  if (left === 'perhaps') return { kind: 'unknown', text: reason };
  return { kind: 'notSent', code: bodyError ? 'INVALID_FILE' : 'UNREACHABLE', text: reason };
}

/**
 * Whether a message may be sent in spite of the status: a server that broke while it worked on it, a proxy that has waited
 * too long for whatever part of it (408), or whose client had gone (499), and a redirect to where the result is.
 */
function leavesOpen(status: number): boolean {
  const isRedirect = status >= 300 && status < 400;
  return isRedirect
    ? ![301, 307, 308].includes(status)
    : status >= 500 || [408, 499].includes(status);
}

/** Wherever an answer names a message that the request did not, cut off or nested as it may be. */
function namesMessage(text: string, own: readonly string[]): boolean {
  return (text.match(MESSAGE_ID) ?? []).some((id) => !own.some((ours) => ours.includes(id)));
}

const WINDOW_CLOSED = /\b(?:dialog window is closed|outside the allowed window)\b/;
/** Of a failed download they are in somebody's link. With the third word it is Meta's title of the error. */
const RE_ENGAGEMENT = /\bre ?engagement(?: message)?\b/;
const TOO_FAST = /\b(?:rate ?limit|too many (?:requests?|messages?)\b)/;
/** Of one person's messages (131056), whatever else is said. */
const TO_PERSON = /\bpair rate ?limit\b/;
/** Then it is the file's server that said the rest. */
const OF_THE_FILE = /\b(?:download|fetch|load|get|access|media|file|link|url)/;
/** A number in a text is a code only where it is written as one. */
const code = (numbers: string) =>
  new RegExp(`(?<=[#([]|\\b(?:code|error)[:)\\]]? )(?:${numbers})\\b|^(?:${numbers})(?=[:)\\]]|$)`);
const WINDOW_CODE = code('131047');
const TOO_FAST_CODE = code('130429|80007');
const TO_PERSON_CODE = code('131056');

/** Why a message that certainly was not sent was not, where its structure does not tell. */
function whyByWords(
  answer: HttpAnswer,
  { provider, own }: Pick<AnswerContext, 'own'> & { provider: Provider },
): 'windowClosed' | 'tooFast' | 'tooFastToPerson' | 'UNAUTHORIZED' | 'REJECTED' {
  if (answer.status === 401) return 'UNAUTHORIZED';
  const words = providerWords(verbatimText(answer), own);
  const isOfFile = OF_THE_FILE.test(words.text);
  const isClosed =
    words.has(WINDOW_CLOSED) || words.has(WINDOW_CODE) || (words.has(RE_ENGAGEMENT) && !isOfFile);
  if (isClosed) return 'windowClosed';
  if ((words.has(TO_PERSON) || words.has(TO_PERSON_CODE)) && !isOfFile) return 'tooFastToPerson';
  if ((words.has(TOO_FAST) || words.has(TOO_FAST_CODE)) && !isOfFile) return 'tooFast';
  return refusesAccess(provider, answer.status, words.text) ? 'UNAUTHORIZED' : 'REJECTED';
}

/** The provider takes no more for the moment; nothing was sent then. */
export function tooFast({ headers }: HttpAnswer, said: string, now: number): NotSent {
  return {
    kind: 'notSent',
    code: 'RATE_LIMITED',
    text: said || 'too many requests',
    retryAfter: retryAfter(headers, now),
  };
}

/** The provider has refused the message for good. */
export function refusedWith(
  { status }: HttpAnswer,
  code: Refused['code'],
  said: string,
): SendOutcome {
  const text = said || `HTTP ${status} without a reason`;
  return { kind: 'refused', code, text, httpStatus: status };
}
