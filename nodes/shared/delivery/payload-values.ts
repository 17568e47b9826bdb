import { isJsonObject } from '../json';

/** Whom an event is about. */
export interface Address {
  /** Digits with country code; null for groups and hidden numbers. */
  phone: string | null;
  chatId: string | null;
}

/** @returns the text, or null where there is none */
export function textOrNull(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}

/** @returns a message's ID as text; null where there is none */
export function idOrNull(value: unknown): string | null {
  return typeof value === 'number' ? String(value) : textOrNull(value);
}

/** @returns the elements of a list; a single element that came without its list is one, too */
export function elementsOf(value: unknown): unknown[] {
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? value : [value];
}

/**
 * @param value seconds since the epoch, as a number or as digits; some senders use milliseconds
 * @returns ISO 8601 in UTC; null for anything else
 */
export function isoTime(value: unknown): string | null {
  const number = typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value;
  if (typeof number !== 'number' || !(number > 0)) return null;
  const date = new Date(number < 1e11 ? number * 1000 : number);
  return Number.isNaN(date.getTime()) ? null : date.toISOString();
}

/**
 * @param chatId `573001112233@c.us`, `…@g.us`, `…@lid`, where the element has one
 * @param phone what the element gives as number, which may be written as a chat ID, too
 */
export function readAddress(chatId: unknown, phone?: unknown): Address {
  const id =
    textOrNull(chatId) ?? (typeof phone === 'string' && phone.includes('@') ? phone : null);
  const [name = '', server] = id?.split('@') ?? [];
  if (server !== undefined && server !== 'c.us' && server !== 's.whatsapp.net')
    return { phone: null, chatId: id };
  const digits = digitsOf(name) || digitsOf(phone);
  return digits ? { phone: digits, chatId: `${digits}@c.us` } : { phone: null, chatId: id };
}

/** @returns the object under that name, or an empty one, so that what lies deeper can be asked for */
export function part(value: unknown, name: string): Record<string, unknown> {
  const inner = isJsonObject(value) ? value[name] : undefined;
  return isJsonObject(inner) ? inner : {};
}

function digitsOf(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number'
    ? String(value).replace(/\D/g, '')
    : '';
}
