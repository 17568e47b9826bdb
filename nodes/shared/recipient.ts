import type { CountryCode, PhoneNumber } from 'libphonenumber-js/max';
import { loadOnce } from './load-once';
import { InputError } from './input-error';
import { notGiven, tellText } from './tell-value';

/** Whom a file goes to. */
export interface Recipient {
  /** Digits with country code; null for a group or a hidden number. */
  phone: string | null;
  /** `12020721369@c.us` (person), `…@g.us` (group) or `…@lid` (hidden number); one for each recipient, however it was spelled. */
  chatId: string;
  /** `user`: known by a provider's own ID, which is then the `chatId`. */
  kind: 'person' | 'group' | 'hidden' | 'user';
}

/** What was given cannot be a recipient; the message says why, and what to do. */
export class RecipientError extends InputError {
  constructor(message: string) {
    super('INVALID_RECIPIENT', message);
  }
}

// Marks that copying from chats, spreadsheets and right-to-left texts leaves in numbers.
const INVISIBLE = /[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g;
const CHAT_ID = /^([\d-]+)@(c\.us|s\.whatsapp\.net|g\.us|lid)$/i;

// With a default country, digits alone may be read in two ways; as a national number they must be one that a
// person can have: 12020721369 is a number in Washington, but in Israel it would be a premium-rate service.
const PERSONAL = new Set<string | undefined>([
  'MOBILE',
  'FIXED_LINE',
  'FIXED_LINE_OR_MOBILE',
  'PERSONAL_NUMBER',
  'VOIP',
]);

const WRONG = {
  NOT_A_NUMBER: 'is not a phone number',
  INVALID_COUNTRY: 'does not begin with the code of a country',
  TOO_SHORT: 'is too short for a phone number with its country code',
  TOO_LONG: 'is too long for a phone number',
  INVALID_LENGTH: 'does not have the length of a phone number in its country',
};

/**
 * Reads a recipient as people and CRMs write it.
 * @param input a phone number in any form (`+1 (202) 072-1369`, `00972…`, `12020721369`, also as a number) or a chat ID
 * @param defaultCountry ISO 3166 code of the country of numbers written without a country code (`IL`); empty where the
 * option is not set, undefined where there is no such option
 * @throws {RecipientError}
 */
export async function readRecipient(input: unknown, defaultCountry?: string): Promise<Recipient> {
  const text = toText(input);
  if (!text) throw new RecipientError(`The phone number ${notGiven(input)}`);
  if (text.includes('@')) return readChatId(text);
  return person(await readNumber(text, defaultCountry));
}

function readChatId(text: string): Recipient {
  const [, id = '', server = ''] = CHAT_ID.exec(text) ?? [];
  const domain = server.toLowerCase();
  if (domain === 'g.us') return { phone: null, chatId: `${id}@g.us`, kind: 'group' };
  if (domain === 'lid' && /^\d+$/.test(id))
    return { phone: null, chatId: `${id}@lid`, kind: 'hidden' };
  if (domain && /^[1-9]\d{6,14}$/.test(id)) return person(id);
  throw new RecipientError(
    `"${tellText(text)}" is not a chat ID; one looks like 12020721369@c.us, …@g.us (group) or …@lid (hidden number)`,
  );
}

function person(digits: string): Recipient {
  return { phone: digits, chatId: `${digits}@c.us`, kind: 'person' };
}

const phoneNumbers = loadOnce(async () => await import('./libraries/libphonenumber'));

async function readNumber(text: string, defaultCountry?: string): Promise<string> {
  const library = await phoneNumbers();
  const country = String(defaultCountry ?? '')
    .trim()
    .toUpperCase() as CountryCode | '';
  if (country && !library.isSupportedCountry(country))
    throw new RecipientError(
      `The Default Country "${tellText(String(defaultCountry))}" is not a country code like IL`,
    );

  // 00 is how most of the world dials +.
  const number = text
    .replace(/^(whatsapp|tel):/i, '')
    .replace(/;ext=\d+$/i, '') // RFC 3966; WhatsApp knows no extensions
    .replace(/^\s*\(?00\)?(?=[\s\d(])/, '+');
  const trunk = /^[\s(]*0/.test(number);
  const parse = (digits: string, defaultCountry?: CountryCode) => {
    const parsed = library.parsePhoneNumberFromString(digits, { defaultCountry, extract: false });
    return parsed?.isPossible() ? parsed : undefined;
  };
  const national = country && !number.startsWith('+') ? parse(number, country) : undefined;
  // Digits alone are how WhatsApp's APIs write a number with its country code.
  const whole = `+${number.replace(/^\+/, '')}`;
  const read = trunk ? undefined : parse(whole);
  const international = read && beginsWith(number, read.countryCallingCode) ? read : undefined;
  if (!country && (trunk || (read && !international)))
    throw new RecipientError(
      `"${tellText(text)}" has no country code; write it like +972 50-123-4567${defaultCountry === undefined ? '' : ', or choose the option Default Country'}`,
    );
  const chosen =
    national && isMeant(national, international) ? national : (international ?? national);
  if (chosen) return chosen.number.slice(1);
  const wrong = trunk
    ? library.validatePhoneNumberLength(number, country || undefined)
    : library.validatePhoneNumberLength(whole);
  throw new RecipientError(`"${tellText(text)}" ${WRONG[wrong ?? 'NOT_A_NUMBER']}`);
}

/** Whether digits are meant as the default country's number that they may be read as. */
function isMeant(national: PhoneNumber, international: PhoneNumber | undefined): boolean {
  const type = national.getType();
  if (type) return PERSONAL.has(type);
  // Of two readings that nobody has as a number so far the country's own is meant, but for eleven digits with 1.
  return !international?.isValid() && international?.countryCallingCode !== '1';
}

/**
 * Whether a number may begin with that country code as it is written: `202-555-0123` is one of Washington without
 * its code, and none of Egypt (20).
 */
function beginsWith(number: string, code: string): boolean {
  const isOneGroup = /^\D*\d+\D*$/.test(number);
  return number.startsWith('+') || isOneGroup || /\d+/.exec(number)?.[0] === code;
}

function toText(input: unknown): string {
  if (typeof input === 'number' && Number.isSafeInteger(input)) return String(input);
  return typeof input === 'string' ? input.normalize('NFKC').replace(INVISIBLE, '').trim() : '';
}
