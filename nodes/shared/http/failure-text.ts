import type { HttpAnswer } from './exchange';
import { redact } from './redact';
import { isJsonObject, type JsonObject, parseJsonObject } from '../json';
import { cutText } from '../cut-text';

const MAX_LENGTH = 1000;
/** Characters that are looked at, and of a page with its scripts and styles. */
const MOST_READ = 16_000;
const MOST_OF_PAGE = 256_000;

/**
 * Finds what a provider, or a proxy in front of it, says went wrong. All the shapes that 1msg-api.md lists are
 * read: `message`, `error` as a text or an object, `response.error`, plain text, and the text of an HTML page.
 * @returns one line without secrets, at most 1,000 characters; empty when the body says nothing
 */
export function failureText(answer: HttpAnswer): string {
  const body = parseJsonObject(answer.text);
  const text = body ? textsOf(body).join(': ') : pageText(answer.text);
  const line = redact(text.slice(0, MOST_READ)).replace(/\s+/g, ' ').trim();
  return line.length > MAX_LENGTH ? `${cutText(line, MAX_LENGTH - 1)}…` : line;
}

/** @returns whether an answer's body names an error, and not only says something */
export function saysError(body: JsonObject): boolean {
  return errorsOf(body).flatMap(errorTexts).length > 0;
}

function textsOf(body: JsonObject): string[] {
  const code = { code: body.code }; // that of an error, if it is a number
  const texts = [...errorsOf(body), body.message, body.description, code].flatMap(errorTexts);
  return [...new Set(texts.map((text) => text.trim()).filter(Boolean))];
}

function errorsOf({ error, errors, response }: JsonObject): unknown[] {
  return [error, isJsonObject(response) ? response.error : undefined, errors];
}

/** The texts and the code of an `error` in any of its forms, the one meant for people first. */
function errorTexts(error: unknown): string[] {
  if (typeof error === 'string') return [error];
  if (typeof error === 'number') return [`code ${error}`];
  if (Array.isArray(error)) return error.flatMap(errorTexts);
  if (!isJsonObject(error)) return [];
  const { error_user_title, error_user_msg, title, message, details, error_data, code } = error;
  const texts = [error_user_title, error_user_msg, title, message, details]
    .concat(isJsonObject(error_data) ? error_data.details : [])
    .filter((text) => typeof text === 'string' && text.trim() !== '') as string[];
  const known = typeof code === 'number' || (typeof code === 'string' && /^\d+$/.test(code));
  return [...texts, ...errorTexts(error.error), ...(known ? [`code ${String(code)}`] : [])];
}

function pageText(text: string): string {
  if (!text.includes('<')) return text;
  return text
    .slice(0, MOST_OF_PAGE)
    .replace(/<(script|style)\b[\s\S]*?(?:<\/\1>|$)/gi, ' ')
    .slice(0, MOST_READ)
    .replace(/<[^<>]*>/g, ' ');
}
