import type { Chat } from '../whatsapp/chat-id';
import { plainText, readChatId, readNamed } from '../whatsapp/chat-id';
import { isJsonObject } from '../values/json';

/** Whom an event is about. */
export interface Address {
  /** Digits with country code; null for groups, and for hidden numbers and user IDs that come alone. */
  phone: string | null;
  chatId: string | null;
  /** All chat IDs that it is known by, where there is more than one; only Phone Numbers asks for them. */
  knownAs?: readonly string[];
}

/** @returns the text, or null where there is none */
export function textOrNull(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}

/** @returns as {@link textOrNull}, a number as its digits: an ID, or what somebody wrote */
export function asTextOrNull(value: unknown): string | null {
  return typeof value === 'number' ? String(value) : textOrNull(value);
}

/** @returns the elements of a list; a single element that came without its list is one, too */
export function elementsOf(value: unknown): unknown[] {
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? value : [value];
}

const LAST_MS = Date.UTC(9999, 11, 31); // as ISO 8601, later years have six digits and a sign
const ISO_TIME = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d(?::\d\d(?:\.\d+)?)?)(Z|[+-]\d\d:?\d\d)?$/i;

/**
 * @param value seconds since the epoch, as a number or as digits; some senders use milliseconds, or ISO 8601
 * @returns ISO 8601 in UTC; null for anything else
 */
export function isoTime(value: unknown): string | null {
  const text = typeof value === 'string' ? value.trim() : '';
  const [, day, time, zone = 'Z'] = ISO_TIME.exec(text) ?? [];
  if (day && time) return dateOrNull(Date.parse(`${day}T${time}${zone}`));
  const number = /^\d+(\.\d+)?$/.test(text) ? Number(text) : value;
  if (typeof number !== 'number') return null;
  return dateOrNull(number < 1e11 ? number * 1000 : number);
}

function dateOrNull(ms: number): string | null {
  return ms > 0 && ms <= LAST_MS ? new Date(ms).toISOString() : null;
}

/** @returns the whole number that is given as one, or as its digits; undefined for anything else */
export function integerOf(value: unknown): number | undefined {
  const given = typeof value === 'number' || (typeof value === 'string' && value.trim() !== '');
  const number = given ? Number(value) : NaN;
  return Number.isSafeInteger(number) ? number : undefined;
}

/** In which of several ways somebody is named: the one that files can be sent to first. */
const BEST = ['person', 'user', 'hidden'] as const;

/**
 * Reads whom an element is about: with the same reader as the field Phone Number, so that a file can be sent to what
 * comes out. Only two chat IDs come out that Send File refuses with the reason, since nothing else is known then: of
 * a hidden number that is digits only (`…@lid`), and of no person or group (`status@broadcast`).
 * @param chatId `573001112233@c.us`, `…@g.us`, `…@lid` or a user ID, where the element has one
 * @param phone what the element gives as number, which may be written as a chat ID or be a user ID, too
 * @param userIds whom it is about where nothing else says so
 */
export function readAddress(chatId: unknown, phone?: unknown, ...userIds: unknown[]): Address {
  const chat = readNamed(chatId) ?? readNamed(phone);
  if (chat?.kind === 'group' || chat?.kind === 'other') return addressOf(chat, [chat]);
  const named = [readNamed(chatId), readNamed(phone), ...userIds.map(readUserId)];
  const names = named.filter((each) => each !== undefined);
  const best = BEST.flatMap((kind) => names.find((name) => name.kind === kind) ?? []);
  return addressOf(best[0] ?? names[0], names);
}

/** Digits in a user ID's place are no phone number: they would be somebody else's. */
function readUserId(given: unknown): Chat | undefined {
  const id = plainText(given);
  return readChatId(/^\d+$/.test(id) ? `${id}@lid` : id);
}

function addressOf(chat: Chat | undefined, names: readonly Chat[]): Address {
  const { phone = null, chatId = null } = chat ?? {};
  const isOne = names.length <= 1;
  return { phone, chatId, ...(!isOne && { knownAs: names.map((name) => name.chatId) }) };
}

/** @returns the object under that name, or an empty one, so that what lies deeper can be asked for */
export function part(value: unknown, name: string): Record<string, unknown> {
  const inner = isJsonObject(value) ? value[name] : undefined;
  return isJsonObject(inner) ? inner : {};
}
