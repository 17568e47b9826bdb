import type { CountryCode, NumberingPlan, PhoneNumber } from 'libphonenumber-js/max';
import { otherSpellings, WHOLE_NUMBER } from './chat-id';
import { RecipientError } from '../values/input-error';
import { loadOnce } from '../async/load-once';
import { tellText } from '../values/text';

/** Without the 0 before it. */
const LONGEST_AREA_CODE = 4;

/** Longer texts hold no number; the library would not read them either. */
const LONGEST = 250;

/** Digits of a number with its area code, and of what is written behind it for another one of the same owner's. */
const SHORTEST = 8;
const LONGEST_ENDING = 2;

/** The library's types of numbers that WhatsApp is mostly on; in some countries a mobile number looks like any other. */
const MOBILE = new Set<string | undefined>(['MOBILE', 'FIXED_LINE_OR_MOBILE', 'PERSONAL_NUMBER']);
/** Those that a person can have besides: 12020721369 would be a premium-rate service in Israel. */
const OTHER = new Set<string | undefined>(['FIXED_LINE', 'VOIP']);

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

const phoneNumbers = loadOnce(async () => await import('../libraries/libphonenumber'));
type Library = Awaited<ReturnType<typeof phoneNumbers>>;

/** What a text may be read as. */
interface Reading {
  /** With country code. */
  digits: string;
  parsed: PhoneNumber;
  /** Whether it is a person's: a `mobile` or `other` number in use, or one that the library does not know and that has the length of a mobile number (`new`). */
  kind: 'mobile' | 'other' | 'new' | undefined;
}

/** How likely a reading is the one that is meant; of two that are alike neither is. */
const LIKELY = { mobile: 5, new: 3, other: 2, none: 0 };
const OWN_LIKELY = { mobile: 5, withTrunk: 5, written: 3, new: 2, other: 1, none: -1 };

/**
 * Reads a phone number as people and CRMs write it. With `+` or `00` it is complete. Without, it is read as complete
 * and, with a default country, as one of that country:
 *
 * | what the digits can be                                         | whom they go to                       |
 * | -------------------------------------------------------------- | ------------------------------------- |
 * | a mobile number with its country code                          | itself                                |
 * | the country's, written as people there write it, or a mobile number of it that lost its 0 | the country's |
 * | both                                                           | nobody: the error names both          |
 * | neither is in use                                              | what has a mobile number's length, first itself |
 * | grouped, and no group is a country code: `202-555-0123`        | itself only if its first group is no area code and it is a mobile number |
 * | 7 to 15 digits in a row without a default country              | itself, as WhatsApp's own IDs are: they outlive what a country's numbers once were |
 *
 * Exceptions: {@link OWN_FIRST}, and a number formatted to the last bracket as people of the country do, which is theirs.
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
  const number = withoutParameters(text);
  const hasPlus = /^[\s(]*\+/.test(number);
  // 00 is how most of the world dials +.
  const dialled = number.replace(/^[\s(]*(?:\+|00(?=[\s\d().-]))[\s)]*/, '+');
  const hasTrunk = /^[\s(]*0/.test(dialled);
  const isReadable = text.length <= LONGEST && !holdsTwo(dialled);
  const complete = isReadable && !hasTrunk ? readComplete(library, dialled, hasPlus) : undefined;
  const national = isReadable && country && !hasPlus ? readAs(library, number, country) : undefined;
  const digits = choose(text, { dialled, hasTrunk, country, complete, national });
  if (digits) return digits;
  if (isText && !country && WHOLE_NUMBER.test(dialled)) return dialled;

  const like = `write it like +972 50-123-4567${defaultCountry === '' ? ', or choose the option Default Country' : ''}`;
  throw new RecipientError(
    `"${tellText(text)}" ${whatIsWrong(library, { number, dialled, hasPlus, hasTrunk, country, complete, national, like })}`,
  );
}

/**
 * @returns a number of RFC 3966 with the country code of its context, if it needs one; its other parameters, such as an
 * extension, WhatsApp does not know. What else is behind a `;` stays, and is another number
 */
function withoutParameters(text: string): string {
  const [number = '', ...parameters] = text.split(/;(?=\s*[a-z])/i);
  const context = parameters
    .map((each) => /^\s*phone-context=(\+\d+)/i.exec(each)?.[1])
    .find(Boolean);
  return context && !/^[\s(]*\+/.test(number) ? context + number : number;
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
  if (!parsed?.isPossible()) return undefined;
  return { digits: parsed.number.slice(1), parsed, kind: kindOf(library, parsed) };
}

function kindOf(library: Library, parsed: PhoneNumber): Reading['kind'] {
  const type = parsed.getType();
  if (MOBILE.has(type)) return 'mobile';
  if (type) return OTHER.has(type) ? 'other' : undefined;
  const [country] = parsed.getPossibleCountries();
  const lengths = country && lengthsOf(library, country, 'MOBILE');
  return lengths?.includes(parsed.nationalNumber.length) ? 'new' : undefined;
}

/** @returns how many digits such a country's numbers have, without country code and trunk prefix */
function lengthsOf(library: Library, country: CountryCode, type: string): readonly number[] {
  const metadata = new library.Metadata();
  metadata.selectNumberingPlan(country);
  const plan = metadata.numberingPlan as NumberingPlanWithTypes | undefined;
  return plan?.type(type)?.possibleLengths() ?? plan?.possibleLengths() ?? [];
}

/** The library's own types leave it out. */
interface NumberingPlanWithTypes extends NumberingPlan {
  type(name: string): { possibleLengths(): number[] } | undefined;
}

/** @param dialled a number that is to have its country code, with or without the plus */
function readComplete(library: Library, dialled: string, hasPlus: boolean): Reading | undefined {
  // Some write the 0 that is dialled within a country where it has none, as abroad: +48 (0) 512 345 678.
  const without = dialled.replace(/\(\s?0\s?\)/, ' ');
  const bare = without === dialled ? undefined : readComplete(library, without, hasPlus);
  if (bare?.parsed.isValid()) return bare;
  const whole = `+${dialled.replace(/^\+/, '')}`;
  const reading = readAs(library, whole);
  const digits = digitsOf(whole);
  // 0011 is how Australia dials +, and no number of America's begins with 1.
  if (!hasPlus && digits.startsWith('11')) return undefined;
  // Digits alone are what they are, but for a 0 that does not belong behind a country code: 4407400123456.
  const isRead =
    dialled !== digits ||
    (reading?.parsed.isValid() && digits.endsWith(reading.parsed.nationalNumber));
  if (isRead && reading?.kind === 'mobile') return reading;
  // WhatsApp keeps mobile numbers as they were before their country gave them a digit, or took it.
  const isPlain = /^[+\d\s().-]+$/.test(whole);
  for (const spelling of otherSpellings(isPlain ? digits : '')) {
    const other = readAs(library, `+${spelling}`);
    if (other) return { ...other, digits };
  }
  if (!reading || isRead) return reading;
  return { ...reading, digits, ...(reading.digits !== digits && { kind: undefined }) };
}

interface Readings {
  dialled: string;
  /** Whether the number begins with the 0 that is dialled within a country. */
  hasTrunk: boolean;
  country: CountryCode | undefined;
  complete: Reading | undefined;
  national: Reading | undefined;
}

/**
 * @returns the digits that are meant, by the table of {@link readPhoneNumber}; undefined where none of the readings is
 * @throws {RecipientError} for two that are likely
 */
function choose(text: string, readings: Readings): string | undefined {
  const { dialled, hasTrunk, country, complete, national } = readings;
  const shape = complete && shapeOf(dialled, complete.parsed.countryCallingCode);
  const isWhole = shape !== 'national' && (shape !== 'unclear' || complete?.kind === 'mobile');
  const international = isWhole && isPlausible(complete, country) ? complete : undefined;
  if (!national || national.digits === international?.digits) return international?.digits;

  const writing = hasTrunk ? 'withTrunk' : writingOf(dialled, national);
  const own = ownLikelihood(national, writing, country);
  if (!international)
    return own > 0 || (hasTrunk && national.parsed.isValid()) ? national.digits : undefined;
  if (writing === 'formatted' && own >= OWN_LIKELY.written) return national.digits;
  // Its first group is a country code, and not an area code of the country's.
  const [first] = groupsOf(dialled);
  if (shape === 'code' && groupsOf(national.parsed.formatInternational())[1] !== first)
    return international.digits;

  const foreign = LIKELY[international.kind ?? 'none'];
  if (own !== foreign) return (own > foreign ? national : international).digits;
  if (writing && OWN_FIRST.has(country)) return national.digits;
  throw new RecipientError(
    `"${tellText(text)}" can be ${show(international)} or ${show(national)}; write it with + and its country code, so that it is clear whom it goes to`,
  );
}

/** With a default country, what nobody has as a number is rather one of that country with a digit missing. */
function isPlausible(complete: Reading | undefined, country: CountryCode | undefined): boolean {
  return !country || complete?.kind !== undefined || complete?.parsed.isValid() === true;
}

function ownLikelihood(
  { kind, parsed }: Reading,
  writing: Writing | undefined,
  country: CountryCode | undefined,
): number {
  switch (kind) {
    case 'mobile': {
      const isInUse = writing || parsed.country !== country || country !== 'AT';
      return isInUse || AUSTRIAN.test(parsed.nationalNumber) ? OWN_LIKELY.mobile : OWN_LIKELY.none;
    }
    case 'other':
      if (writing === 'withTrunk') return OWN_LIKELY.withTrunk;
      return writing ? OWN_LIKELY.written : OWN_LIKELY.other;
    default:
      return OWN_LIKELY[kind ?? 'none'];
  }
}

/**
 * Whether a number may begin with that country code as it is grouped: `202-555-0123` is one of Washington without
 * its code, and none of Egypt (20).
 */
function shapeOf(dialled: string, code: string): 'whole' | 'code' | 'unclear' | 'national' {
  const [first = '', ...others] = groupsOf(dialled);
  if (dialled.startsWith('+') || others.length === 0) return 'whole';
  if (first === code) return 'code';
  if (first.length >= LONGEST_AREA_CODE + 1) return 'whole';
  return first.length > code.length + 1 ? 'unclear' : 'national';
}

/**
 * How people of a number's country write it: `formatted` to the last bracket, or with the prefix that is dialled
 * within the country, or in digits where there is none.
 */
type Writing = 'formatted' | 'withTrunk' | 'digits';

/** @returns undefined for a number that is not written so: it has lost its prefix */
function writingOf(dialled: string, { parsed }: Reading): Writing | undefined {
  const written = parsed.formatNational();
  if (digitsOf(written) !== digitsOf(dialled)) return undefined;
  if (written === dialled && /\D/.test(written)) return 'formatted';
  return digitsOf(written) === parsed.nationalNumber ? 'digits' : 'withTrunk';
}

function groupsOf(text: string): string[] {
  return text.match(/\d+/g) ?? [];
}

/** Whether a text is two numbers, or one with another ending: `+43 664 1234567 / 8` is nobody's if read as one. */
function holdsTwo(number: string): boolean {
  if (/[+;]\s{0,9}\(?\d/.test(number.slice(number.search(/\d/) + 1))) return true;
  if (number.split(/[^\d\s().+-]+/).filter((part) => digitsOf(part).length >= SHORTEST).length > 1)
    return true;
  const [first = '', ending = '', ...more] = number.split('/');
  if (!ending || more.length > 0) return false;
  return digitsOf(first).length >= SHORTEST && digitsOf(ending).length <= LONGEST_ENDING;
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

interface Unreadable extends Readings {
  number: string;
  hasPlus: boolean;
  /** How to write it instead. */
  like: string;
}

/** @returns why a number is none: the end of a sentence */
function whatIsWrong(library: Library, unreadable: Unreadable): string {
  const { number, dialled, hasPlus, hasTrunk, country, complete, national, like } = unreadable;
  if (/^\+?\d(?:[.,]\d+)?e\+?\d+$/i.test(number))
    return 'is not a phone number but what a spreadsheet shortens one to, and the digits that it left out are lost; format its column as text there';
  if (holdsTwo(dialled))
    return 'is not a phone number but more than one; give one, and an item to each number';
  if (/\p{L}/u.test(number) && digitsOf(number).length >= SHORTEST)
    return 'is not a phone number alone; give it without other text';
  if (!country && hasTrunk && /^[\d\s().-]+$/.test(number))
    return `begins with 0, so it has no country code; ${like}`;
  if (!country && complete)
    return `can be ${show(complete)}, or a number without its country code; ${like}`;
  if (country && !dialled.startsWith('+')) {
    const wrong =
      library.validatePhoneNumberLength(number, country) ??
      (national && wrongLength(national, lengthsOf(library, country, 'MOBILE')));
    if (wrong === 'NOT_A_NUMBER') return WRONG[wrong];
    return `${WRONG[wrong ?? 'NOT_A_NUMBER']} of ${nameOf(country)}; write it with + and its country code`;
  }
  const wrong =
    library.validatePhoneNumberLength(`+${dialled.replace(/^\+/, '')}`) ?? 'NOT_A_NUMBER';
  if (wrong === 'NOT_A_NUMBER' || wrong === 'INVALID_COUNTRY') return WRONG[wrong];
  return `${WRONG[wrong]} with its country code${hasPlus ? '' : `; ${like}`}`;
}

/** @returns what is wrong with a number that has the length of something else, such as an emergency number */
function wrongLength(
  { parsed }: Reading,
  lengths: readonly number[],
): keyof typeof WRONG | undefined {
  const { length } = parsed.nationalNumber;
  if (length < Math.min(...lengths)) return 'TOO_SHORT';
  return length > Math.max(...lengths) ? 'TOO_LONG' : undefined;
}
