import { InputError } from './input-error';
import { notGiven } from './text';

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
