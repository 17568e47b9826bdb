import { maskUrlsIn } from './mask-url';
import { InputError } from './input-error';

const MOST_TOLD = 80;
/** Characters in which links are looked for. */
const MOST_READ = 4_000;

/**
 * @returns a text as an error may repeat it: cut, since what was given may be anything, a whole file in base64 included,
 * and each link in it as it may be shown
 */
export function tellText(text: string): string {
  const told = maskUrlsIn(text.slice(0, MOST_READ));
  return told.length > MOST_TOLD ? `${cutText(told, MOST_TOLD - 1)}…` : told;
}

/** @returns what was given, as an error names it: `"maybe"`, `1.5`, `a list`, `an object` or `nothing` */
export function tellValue(value: unknown): string {
  if (value === undefined || value === null) return 'nothing';
  if (typeof value === 'string') return `"${tellText(value)}"`;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  return Array.isArray(value) ? 'a list' : 'an object';
}

/** @returns what is wrong with a value that gives no text: the end of a sentence */
export function notGiven(value: unknown): string {
  const isNothing = value === undefined || value === null || typeof value === 'string';
  return isNothing
    ? 'is empty'
    : `cannot be ${tellValue(value)}: its expression has to give a text`;
}

/** A joiner or a variation selector behind a letter or emoji is part of a file's name. */
const MARKS =
  /(?<![^\0-\x7f])(?:\u200c|\u200d|[\ufe00-\ufe0f])|(?!\u200c|\u200d)\p{Cf}|\u034f|\u115f|\u1160|\u3164|\uffa0/gu;

/** @returns a link or a file's name without what comes along unseen from chats, documents and right-to-left texts */
export function withoutMarks(text: string): string {
  return text.replace(MARKS, '');
}

/** @returns the value as people would write it, nothing as an empty text; undefined for lists, objects and NaN */
export function asText(value: unknown): string | undefined {
  if (value === undefined || value === null) return '';
  if (typeof value === 'number') return Number.isNaN(value) ? undefined : String(value);
  return typeof value === 'string' || typeof value === 'boolean' ? String(value).trim() : undefined;
}

/**
 * Reads what was given for a field that holds a text.
 * @param label what an error calls it, such as `caption`
 * @returns without surrounding spaces; empty where nothing was given
 * @throws {InputError} for what is none: sent without it, nobody would notice
 */
export function readText(
  given: unknown,
  label: string,
  code: InputError['code'] = 'INVALID_FILE',
): string {
  const text = asText(given);
  if (text === undefined) throw new InputError(code, `The ${label} ${notGiven(given)}`);
  return text;
}

const ENDING = /[.\s]/;

/**
 * @returns the text without the full stops and spaces at its end, for a sentence that goes on behind it. By hand: a
 * pattern such as `/[.\s]+$/` tries anew at each of them, and takes quadratic time for a text full of them
 */
export function withoutEnding(text: string): string {
  let end = text.length;
  while (end > 0 && ENDING.test(text.charAt(end - 1))) end--;
  return text.slice(0, end);
}

/** @returns the text's first `most` UTF-16 units, one fewer where the last would be half a character, such as an emoji */
export function cutText(text: string, most: number): string {
  return text.slice(0, most).replace(/[\uD800-\uDBFF]$/, '');
}
