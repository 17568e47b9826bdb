import type { HttpAnswer } from './exchange';
import { redact } from './redact';
import { isJsonObject, type JsonObject, parseJson } from '../values/json';
import { cutText } from '../values/text';

const MAX_LENGTH = 1000;
/** Characters that are looked at, and of a page with its scripts and styles. */
const MOST_READ = 16_000;
const MOST_OF_PAGE = 256_000;
const VERDICT = /^(?:ok|success|fail(?:ed)?|error)$/i;

/**
 * Finds what a provider, or a proxy in front of it, says went wrong. All the shapes that 1msg-api.md#what-an-answer-means lists are
 * read: `message`, `error` as a text or an object, `response.error`, plain text, and the text of an HTML page.
 * @returns one line without secrets, at most 1,000 characters; empty when the body says nothing
 */
export function failureText(answer: HttpAnswer): string {
  const line = redact(verbatimText(answer)).replace(/\s+/g, ' ').trim();
  return line.length > MAX_LENGTH ? `${cutText(line, MAX_LENGTH - 1)}…` : line;
}

/** Where gateways put what they wrap. */
const WRAPPERS = ['data', 'result', 'response', 'message'] as const;

/** @returns the object that an answer consists of, also as the only one of a list; what lies under `data` and the like is put beside the rest */
export function answerBody(text: string): JsonObject | undefined {
  const body = onlyOne(parseJson(text));
  if (!isJsonObject(body)) return undefined;
  const inner = WRAPPERS.map((name) => onlyOne(body[name])).filter(isJsonObject);
  return Object.assign({}, ...inner, body) as JsonObject;
}

function onlyOne(value: unknown): unknown {
  return Array.isArray(value) && value.length === 1 ? value[0] : value;
}

/** @returns as {@link failureText}, but in full and with what looks like a secret: to look for words in, not to be shown */
export function verbatimText(answer: HttpAnswer): string {
  const body = answerBody(answer.text);
  return (body ? textsOf(body).join(': ') : pageText(answer.text)).slice(0, MOST_READ);
}

/** @returns whether an answer's body names an error, and not only says something */
export function saysError(body: JsonObject): boolean {
  return errorsOf(body).some((error) => error === true || errorTexts(error).length > 0);
}

/** @returns the numbers that an answer's body gives as codes of what went wrong, in whatever form it gives the error */
export function errorCodes(body: JsonObject): number[] {
  return [...errorsOf(body), { code: body.code }].flatMap(codesIn);
}

function codesIn(error: unknown): number[] {
  if (Array.isArray(error)) return error.flatMap(codesIn);
  if (isJsonObject(error)) return [...codesIn(error.code), ...codesIn(error.error)];
  const isCode = typeof error === 'number' || (typeof error === 'string' && /^\d+$/.test(error));
  return isCode ? [Number(error)] : [];
}

function textsOf(body: JsonObject): string[] {
  const { message, description, detail, reason, code, status } = body;
  const words = [message, description, detail, Number(reason) >= 0 ? undefined : reason];
  const texts = [...errorsOf(body), ...words, { code }].flatMap(errorTexts);
  // "subscriptionBlocked" may be all that is said.
  if (texts.length === 0 && typeof status === 'string' && !VERDICT.test(status)) return [status];
  return [...new Set(texts.map((text) => text.trim()))];
}

function errorsOf({ error, errors, response }: JsonObject): unknown[] {
  return [error, isJsonObject(response) ? response.error : undefined, errors];
}

/** The texts and the code of an `error` in any of its forms, the one meant for people first. */
function errorTexts(error: unknown): string[] {
  if (typeof error === 'string') return error.trim() ? [error] : [];
  if (typeof error === 'number') return error === 0 ? [] : [`code ${error}`];
  if (Array.isArray(error)) return error.flatMap(errorTexts);
  if (!isJsonObject(error)) return [];
  const { error_user_title, error_user_msg, title, message, details, error_data, code } = error;
  const texts = [error_user_title, error_user_msg, title, message, details]
    .concat(isJsonObject(error_data) ? error_data.details : [])
    .filter((text) => typeof text === 'string' && text.trim() !== '') as string[];
  return [...texts, ...errorTexts(error.error), ...codeTexts(code)];
}

function codeTexts(code: unknown): string[] {
  const isNumber = typeof code === 'number' || (typeof code === 'string' && /^\d+$/.test(code));
  if (isNumber) return errorTexts(Number(code));
  return typeof code === 'string' ? errorTexts(code) : [];
}

function pageText(text: string): string {
  if (!text.includes('<')) return text;
  return text
    .slice(0, MOST_OF_PAGE)
    .replace(/<(script|style)\b[\s\S]*?(?:<\/\1>|$)/gi, ' ')
    .slice(0, MOST_READ)
    .replace(/<[^<>]*>/g, ' ');
}
