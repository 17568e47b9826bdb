import type { CountryCode, PhoneNumber } from 'libphonenumber-js/max';
import { WHOLE_NUMBER, withoutMore } from './chat-id';
import { RecipientError } from './input-error';
import { loadOnce } from './load-once';
import { tellText } from './tell-value';

/** Longer texts hold no number; the library would not read them either. */
const LONGEST = 250;

/** Numbers that WhatsApp is mostly on; in some countries a mobile number looks like any other. */
const MOBILE = new Set<string | undefined>(['MOBILE', 'FIXED_LINE_OR_MOBILE', 'PERSONAL_NUMBER']);
/** Those that a person can have at all: 12020721369 would be a premium-rate service in Israel. */
const PERSONAL = new Set([...MOBILE, 'FIXED_LINE', 'VOIP']);

/**
 * A good part of these countries' mobile numbers, digit by digit as people there write them, would be mobile numbers
 * abroad, too (China's of +1): refused, the default country would be of no use.
 */
const OWN_FIRST = new Set<string | undefined>(['CN', 'MX']);

/** Networks' prefixes with 7 or 8 digits (tarife.at, "Vorwahlen im Mobilfunk"); to the library all from 650 to 699 are. */
const AUSTRIAN = /^6(?:50|6[0457]|7[0678]|8[0168]|9[09])\d{7,8}$/;

const WRONG = {
  NOT_A_NUMBER: 'is not a phone number',
  INVALID_COUNTRY: 'does not begin with the code of a country',
  TOO_SHORT: 'is too short for a phone number',
  TOO_LONG: 'is too long for a phone number',
  INVALID_LENGTH: 'does not have the length of a phone number',
};

const phoneNumbers = loadOnce(async () => await import('./libraries/libphonenumber'));
type Library = Awaited<ReturnType<typeof phoneNumbers>>;

/** What a text may be read as. */
interface Reading {
  /** With country code. */
  digits: string;
  parsed: PhoneNumber;
  /** Of the library's types of numbers; undefined where it knows none in use. */
  type: string | undefined;
}

/**
 * Reads a phone number as people and CRMs write it. With `+` or `00` it is complete. Without, it is read as complete
 * and, with a default country, as one of that country:
 *
 * | what the digits can be                                       | whom they go to          |
 * | ------------------------------------------------------------ | ------------------------ |
 * | a mobile number with its country code                        | itself                   |
 * | a number of the country as people there write it, or its mobile number that lost its 0 | the country's |
 * | both                                                         | nobody: both are named   |
 * | neither, but they have the length of one                     | itself; the country's where people there write it so and the other is not in use |
 * | grouped, and no group is a country code: `97250-1234567`     | itself, if it is a mobile number and the first group is no area code (`479-555-0123`) |
 * | without a default country 7 to 15 digits in a row            | itself, as WhatsApp's own IDs are, which numbers outlive that a country has no more |
 *
 * @param text as `plainText` has it
 * @param defaultCountry as for `readRecipient`
 * @param isText whether it was given as a text; what was given as a number may have lost zeros
 * @returns its digits with country code
 * @throws {RecipientError}
 */
export async function readPhoneNumber(
  text: string,
  defaultCountry: string | undefined,
  isText: boolean,
): Promise<string> {
  const library = await phoneNumbers();
  const country = readCountry(library, defaultCountry);
  const number = text.replace(/;.*$/s, ''); // RFC 3966: an extension; WhatsApp knows none
  const hasPlus = /^[\s(]*\+/.test(number);
  // 00 is how most of the world dials +.
  const dialled = number.replace(/^[\s(]*(?:\+|00(?=[\s\d().-]))[\s)]*/, '+');
  const hasTrunk = /^[\s(]*0/.test(dialled);
  const isReadable = text.length <= LONGEST;
  const complete = isReadable && !hasTrunk ? readComplete(library, dialled, hasPlus) : undefined;
  const national = isReadable && country && !hasPlus ? readAs(library, number, country) : undefined;
  const digits = choose(text, { dialled, hasTrunk, complete, national });
  if (digits) return digits;
  if (isText && !country && WHOLE_NUMBER.test(dialled)) return dialled;

  const like = `write it like +972 50-123-4567${defaultCountry === '' ? ', or choose the option Default Country' : ''}`;
  throw new RecipientError(
    `"${tellText(text)}" ${whatIsWrong(library, { number, dialled, hasPlus, hasTrunk, country, complete, like })}`,
  );
}

function readCountry(library: Library, given: string | undefined): CountryCode | undefined {
  const country = String(given ?? '')
    .trim()
    .toUpperCase();
  if (!country) return undefined;
  if (library.isSupportedCountry(country)) return country;
  throw new RecipientError(
    `The Default Country "${tellText(String(given))}" is not a country code like IL`,
  );
}

function readAs(
  library: Library,
  number: string,
  defaultCountry?: CountryCode,
): Reading | undefined {
  const parsed = library.parsePhoneNumberFromString(number, { defaultCountry, extract: false });
  return parsed?.isPossible()
    ? { digits: parsed.number.slice(1), parsed, type: parsed.getType() }
    : undefined;
}

/** @param dialled a number that is to have its country code, with or without the plus */
function readComplete(library: Library, dialled: string, hasPlus: boolean): Reading | undefined {
  const whole = `+${dialled.replace(/^\+/, '')}`;
  const reading = readAs(library, whole);
  const digits = digitsOf(whole);
  if (!reading) {
    // WhatsApp keeps numbers with a digit that the country has dropped.
    const dropped = /^[+\d\s().-]+$/.test(whole) ? withoutMore(digits) : digits;
    const current = dropped === digits ? undefined : readAs(library, `+${dropped}`);
    return current && { ...current, digits };
  }
  // 0011 is how Australia dials +, and no number of America's begins with 1.
  if (!hasPlus && digits.startsWith('11')) return undefined;
  // Digits alone are what they are, but for a 0 that does not belong behind a country code: 4407400123456.
  return reading.type || dialled !== digits ? reading : { ...reading, digits };
}

interface Readings {
  dialled: string;
  /** Whether the number begins with the 0 that is dialled within a country. */
  hasTrunk: boolean;
  complete: Reading | undefined;
  national: Reading | undefined;
}

/**
 * @returns the digits that are meant, by the table of {@link readPhoneNumber}; undefined where none of the readings is
 * @throws {RecipientError} for two that are likely
 */
function choose(text: string, readings: Readings): string | undefined {
  const { dialled, hasTrunk, complete, national } = readings;
  const shape = complete && shapeOf(dialled, complete.parsed.countryCallingCode);
  const isWhole = shape === 'whole' || (shape === 'unclear' && MOBILE.has(complete?.type));
  const international = isWhole ? complete : undefined;
  if (!national || national.digits === international?.digits) return international?.digits;

  const writing = hasTrunk ? 'withTrunk' : writingOf(dialled, national);
  const isPerson = PERSONAL.has(national.type);
  if (!international) return writing || isPerson ? national.digits : undefined;
  if (writing === 'formatted' && isPerson) return national.digits;
  if (isGroupedUnlike(dialled, national)) return international.digits;

  const isMobile = MOBILE.has(national.type) && (writing !== undefined || isInUse(national.parsed));
  if (!MOBILE.has(international.type)) {
    // Neither is in use so far: then a number as the country writes it, but eleven digits with 1 are American.
    const isNew = !national.type && !international.type;
    const isOwn = isNew ? international.parsed.countryCallingCode !== '1' : isPerson;
    return ((writing && isOwn) || isMobile ? national : international).digits;
  }
  if (!isMobile && !(writing === 'withTrunk' && isPerson)) return international.digits;
  if (writing && OWN_FIRST.has(national.parsed.country)) return national.digits;
  throw new RecipientError(
    `"${tellText(text)}" can be ${show(international)} or ${show(national)}; write it with + and its country code, so that it is clear whom it goes to`,
  );
}

/**
 * Whether a number may begin with that country code as it is grouped: `202-555-0123` is one of Washington without
 * its code, and none of Egypt (20).
 */
function shapeOf(dialled: string, code: string): 'whole' | 'unclear' | 'national' {
  const [first = '', ...others] = groupsOf(dialled);
  if (dialled.startsWith('+') || others.length === 0 || first === code) return 'whole';
  return first.length > code.length + 1 ? 'unclear' : 'national';
}

/**
 * How people of a number's country write it, if it is written so: `formatted` to the last bracket, or with the prefix
 * that is dialled within the country, or in digits where there is none. Undefined for one that lost its prefix.
 */
function writingOf(
  dialled: string,
  { parsed }: Reading,
): 'formatted' | 'withTrunk' | 'digits' | undefined {
  const written = parsed.formatNational();
  if (digitsOf(written) !== digitsOf(dialled)) return undefined;
  if (written === dialled && /\D/.test(written)) return 'formatted';
  return digitsOf(written) === parsed.nationalNumber ? 'digits' : 'withTrunk';
}

/** Whether the groups of a number show that it begins with a country code, and not with an area code. */
function isGroupedUnlike(dialled: string, { parsed }: Reading): boolean {
  const [first, ...others] = groupsOf(dialled);
  const [, area] = groupsOf(parsed.formatInternational());
  return others.length > 0 && !dialled.startsWith('+') && first !== area;
}

/** Whether a country has such mobile numbers, where the library takes many more. */
function isInUse({ country, nationalNumber }: PhoneNumber): boolean {
  return country !== 'AT' || AUSTRIAN.test(nationalNumber);
}

function groupsOf(text: string): string[] {
  return text.match(/\d+/g) ?? [];
}

function digitsOf(text: string): string {
  return text.replace(/\D/g, '');
}

/** @returns a number as an error shows it: `+49 1511 2345678 (Germany)` */
function show({ parsed, digits }: Reading): string {
  const number = parsed.number.slice(1) === digits ? parsed.formatInternational() : `+${digits}`;
  return parsed.country ? `${number} (${nameOf(parsed.country)})` : number;
}

function nameOf(country: CountryCode): string {
  return new Intl.DisplayNames('en', { type: 'region' }).of(country) ?? country;
}

interface Unreadable {
  number: string;
  dialled: string;
  hasPlus: boolean;
  hasTrunk: boolean;
  country: CountryCode | undefined;
  complete: Reading | undefined;
  /** How to write it instead. */
  like: string;
}

/** @returns why a number is none: the end of a sentence */
function whatIsWrong(
  library: Library,
  { number, dialled, hasPlus, hasTrunk, country, complete, like }: Unreadable,
): string {
  if (!country && hasTrunk && /^[\d\s().-]+$/.test(number))
    return `begins with 0, so it has no country code; ${like}`;
  if (!country && complete)
    return `can be ${show(complete)}, or a number without its country code; ${like}`;
  const isNational = country && !dialled.startsWith('+');
  const wrong = isNational
    ? library.validatePhoneNumberLength(number, country)
    : library.validatePhoneNumberLength(`+${dialled.replace(/^\+/, '')}`);
  const reason = WRONG[wrong ?? 'NOT_A_NUMBER'];
  if (wrong === 'NOT_A_NUMBER' || wrong === 'INVALID_COUNTRY') return reason;
  if (isNational)
    return `${reason} of ${nameOf(country)}; write a number with + and its country code`;
  return hasPlus ? `${reason} with its country code` : `${reason} with its country code; ${like}`;
}
