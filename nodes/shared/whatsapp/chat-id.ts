/** A person, a group or another chat. */
export interface Chat {
  /** Digits with country code; null for all but a `person`. */
  phone: string | null;
  /** One for each chat, however it was spelled: see `kind`. */
  chatId: string;
  /**
   * `person`: by number, `12020721369@c.us`. `group`: `…@g.us`. `user`: by WhatsApp's own ID of somebody whose number
   * may be hidden, `CO.1726691741709890`. `hidden`: by an ID that is digits only, `84510297311245@lid`. `other`:
   * nobody that a file can be sent to, `status@broadcast`.
   */
  kind: 'person' | 'group' | 'user' | 'hidden' | 'other';
}

/** A number with its country code, as WhatsApp's own IDs have it: no number of the world has fewer digits, or more. */
export const WHOLE_NUMBER = /^[1-9]\d{6,14}$/;

/** Meta's own have letters, too. */
const GROUP_ID = /^(?=\D*\d)([\w=-]+)@g\.us$/i;
/** An agent (`_1`) and a device (`:12`) of a person's are no part of who it is. */
const CHAT_ID = /^([^@:_]+)(?:_\d+)?(?::\d+)?@(c\.us|s\.whatsapp\.net|lid|broadcast|newsletter)$/i;
/** A country, perhaps the mark of a portfolio's ID, and up to 128 letters and digits; never letters alone: `St.Gallen`. */
const USER_ID = /^([a-z]{2}\.(?:ent\.)?)(?=[a-z]*\d)([a-z\d]{1,128})$/i;
/** What copying from chats, spreadsheets and right-to-left texts leaves in numbers: marks that are not to be seen. White space is none of them. */
const INVISIBLE = /[\p{Cf}\p{Default_Ignorable_Code_Point}]|(?![\s\u0085])\p{Cc}/gu;
/** Of texts that are looked at letter by letter; a longer one names nobody. */
const LONGEST = 2_000;
const PUNCTUATION = /[\s().-]/g;

const SCHEME = /^(?:whatsapp|tel|sms|callto):[\s/]*/i;
/** `wa.me/14155550123` and the longer links that do the same; what they hold is the number with its country code. */
const LINK =
  /^(?:https?:\/\/)?(?:(?:www\.)?wa\.me\/|(?:(?:api|web|www)\.)?whatsapp\.com\/send\/?\?(?:[^#]*&)?phone=|send\/?\?(?:[^#]*&)?phone=)((?:[\d\s().+-]|%2[089bd])+)(?:[/?#&].*)?$/is;

/** What spreadsheets and CSV files leave around a number that is a text. */
const QUOTES = /^["'`\u2018-\u201f]{1,9}|["'`\u2018-\u201f]{1,9}$/g;
/** A number that went through a program's decimals: read on, its 0 would be one more digit, and somebody else's number. */
const DECIMALS = /^(\+?\d{7,})\.0+(?=$|@)/;

/**
 * @param given a number or an ID as somebody wrote it
 * @returns in ASCII as far as it means the same: digits of any script as 0 to 9, spaces, dashes and dots of any kind as one
 * of theirs, nothing invisible, no quotes around it, and the number out of a link to a chat. Empty for what is no text
 */
export function plainText(given: unknown): string {
  if (typeof given === 'number') return Number.isSafeInteger(given) ? String(given) : '';
  if (typeof given !== 'string') return '';
  const isPlain = given.length > LONGEST || /^[\x20-\x7e]*$/.test(given);
  const text = isPlain ? given : toAscii(given);
  const bare = text.trim().replace(QUOTES, '').trim().replace(SCHEME, '').replace(DECIMALS, '$1');
  const number = LINK.exec(bare)?.[1]
    ?.replace(/%2[\dbd]|\+/gi, ' ')
    .trim();
  return number ? `+${number}` : bare;
}

function toAscii(text: string): string {
  return text
    .normalize('NFKC')
    .replace(INVISIBLE, '')
    .replace(/(\p{Nd})\u20e3?/gu, (_match, digit: string) => valueOf(digit))
    .replace(/[\p{Pd}\u2212]/gu, '-')
    .replace(/[\s\u0085\u2800]/g, ' ')
    .replace(/[\u00b7\u2022\u2027\u2219\u22c5\u30fb]/g, '.')
    .replaceAll('\u2795', '+');
}

/** Unicode has the ten digits of each script one after another. */
function valueOf(digit: string): string {
  const code = digit.codePointAt(0) ?? 0;
  let value = 0;
  while (value < 9 && /\p{Nd}/u.test(String.fromCodePoint(code - value - 1))) value++;
  return String(value);
}

/**
 * Reads an ID of WhatsApp's or the provider's: the one reader for the field Phone Number, for the option Phone
 * Numbers and for what webhooks say.
 * @param text as {@link plainText} has it
 * @returns undefined for anything else, a number without `@` included
 */
export function readChatId(text: string): Chat | undefined {
  const [, group] = GROUP_ID.exec(text) ?? [];
  if (group) return { phone: null, chatId: `${group}@g.us`, kind: 'group' };
  const [, id = text, server = ''] = CHAT_ID.exec(text) ?? [];
  const domain = server.toLowerCase();
  // What a provider puts behind a user ID does not change whose it is.
  const userId = readUserId(id);
  if (userId) return { phone: null, chatId: userId, kind: 'user' };
  if (domain === 'broadcast' || domain === 'newsletter')
    return { phone: null, chatId: `${id}@${domain}`, kind: 'other' };
  const digits = id.replace(/^\+/, '').replace(PUNCTUATION, '');
  if (domain === 'lid')
    return /^\d+$/.test(digits)
      ? { phone: null, chatId: `${digits}@lid`, kind: 'hidden' }
      : undefined;
  return domain ? personOf(digits) : undefined;
}

/** @returns the chat with whoever has a number that is digits with country code; undefined for other texts */
export function personOf(digits: string): Chat | undefined {
  return WHOLE_NUMBER.test(digits)
    ? { phone: digits, chatId: `${digits}@c.us`, kind: 'person' }
    : undefined;
}

/** @returns whom a provider names by its own ID, or by a number, which has its country code then, with or without a plus */
export function readNamed(given: unknown): Chat | undefined {
  const text = plainText(given);
  return readChatId(text) ?? personOf(text.replace(/^\+/, '').replace(PUNCTUATION, ''));
}

function readUserId(text: string): string | undefined {
  const [, country, rest] = USER_ID.exec(text) ?? [];
  return country && `${country.toUpperCase()}${rest}`;
}

/**
 * Where WhatsApp's number of a mobile phone has a digit more than the one that people dial, in some places and not in
 * others: Mexico's 1, Argentina's 9, and Brazil's 9, which older numbers have without. With and without that digit.
 */
const SPELLINGS: ReadonlyArray<readonly [longer: RegExp, shorter: RegExp, digit: string]> = [
  [/^(52)1(\d{10})$/, /^(52)(\d{10})$/, '1'],
  [/^(54)9(\d{10})$/, /^(54)(\d{10})$/, '9'],
  [/^(55\d\d)9([6-9]\d{7})$/, /^(55\d\d)([6-9]\d{7})$/, '9'],
];

/**
 * @param id digits with country code, or a chat ID; what is no number of a person's stays as it is
 * @returns the same for two spellings of one mobile number
 */
export function withoutMore(id: string): string {
  const [digits = '', ...server] = id.split('@');
  const [longer] = SPELLINGS.find(([longer]) => longer.test(digits)) ?? [];
  return longer ? [digits.replace(longer, '$1$2'), ...server].join('@') : id;
}

/** @returns how else WhatsApp may write the mobile number */
export function otherSpellings(digits: string): string[] {
  return SPELLINGS.flatMap(([longer, shorter, digit]) => {
    if (longer.test(digits)) return [digits.replace(longer, '$1$2')];
    return shorter.test(digits) ? [digits.replace(shorter, `$1${digit}$2`)] : [];
  });
}
