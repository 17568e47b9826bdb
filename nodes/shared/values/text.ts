import { cutText } from './cut-text';
import { maskUrlsIn } from './mask-url';

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
