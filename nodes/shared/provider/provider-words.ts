/** Fewer characters alone are everybody's word: "closed" as a caption must not take it out of "dialog window is closed". */
const LONG_WORD = 10;
/** So many words in a row are taken for a piece of ours, such as a caption that was cut. */
const RUN = 3;
const MOST_CUT = 30;
const LINK = /\bhttps?:\/\/[^\s"'<>]+/gi;
/** Two words that are written together have at least so many characters. */
const LONG_PAIR = 8;
// A sign before or after a number tells that it is a code: "(#131047)", "131047:".
const WORD = /[#([]{0,3}[\p{L}\p{N}]+[:)\]]{0,3}|\.{3}/gu;
/** Where a text was cut. */
const CUT = '...';
const MOST_READ = 16_000;

/** @returns every text in the body of a request: what a provider's answer may repeat of it */
export function textsIn(body: unknown): string[] {
  if (typeof body === 'string') return [body];
  if (typeof body === 'object' && body !== null) return Object.values(body).flatMap(textsIn);
  return [];
}

/** What a provider's text says by itself. */
export interface ProviderWords {
  /** Its words in lower case with a space between them, what is ours as `·`, each link that is not ours as `url`. */
  text: string;
  /** @returns whether it has that, also where some of the words, but not all, are such as we sent, too */
  has(phrase: RegExp): boolean;
}

/**
 * Leaves of an answer's text what the provider itself says: what we sent may hold any word, such as
 * `re-engagement-offer.pdf` or `Invoice 131047`, and comes back in any spelling (percent-encoded, escaped, cut, without
 * accents, as the end of another link).
 * @param own the texts that the request held
 */
export function providerWords(text: string, own: readonly string[]): ProviderWords {
  const ours = new OwnWords(own);
  const found = decoded(decoded(text).replace(LINK, ' url ')).match(WORD) ?? [];
  const words = found.map((word) => word.toLowerCase());
  const marks = ours.mark(words.map(bare));
  const whole = words.join(' ');
  return {
    text: words.map((word, index) => (marks[index] ? '·' : word)).join(' '),
    has: (phrase) =>
      [...whole.matchAll(new RegExp(phrase, 'g'))].some(({ index, 0: match }) => {
        const first = whole.slice(0, index).split(' ').length - 1;
        return marks.slice(first, first + match.split(' ').length).includes(false);
      }),
  };
}

class OwnWords {
  /** Short texts in full, and numbers, by their words joined with spaces. */
  private readonly whole = new Set<string>();
  /** Three words in a row, the first one and the last one also cut. */
  private readonly runs = new Set<string>();

  constructor(own: readonly string[]) {
    for (const text of own) {
      const whole = decoded(text.slice(0, MOST_READ));
      this.add(whole);
      for (const [number] of whole.matchAll(/\d{4,}/g)) this.whole.add(number); // of INV131047, too
      // The parts of a link's path, the lines of a caption: each may be repeated alone, a name without its extension.
      for (const part of whole.split(/[/?&=\n]/)) {
        this.add(part);
        this.add(part.replace(/\.\w+$/, ''));
      }
    }
  }

  /** @returns of each word whether it is ours */
  mark(words: string[]): boolean[] {
    const marks = words.map((word) => this.whole.has(word));
    const mark = (from: number, count: number) => marks.fill(true, from, from + count);
    for (let index = 0; index < words.length; index++) {
      if (this.whole.has(words.slice(index, index + 2).join(' '))) mark(index, 2);
      if (this.runs.has(words.slice(index, index + RUN).join(' '))) mark(index, RUN);
    }
    return marks;
  }

  private add(part: string): void {
    const words = (part.match(WORD) ?? []).map(bare);
    if (words.length === 2 || (words.length === 1 && words[0]!.length >= LONG_WORD))
      this.whole.add(words.join(' '));
    for (const [index, first] of words.entries()) {
      const [second, third] = words.slice(index + 1, index + RUN);
      if (second === undefined) break;
      if (first.length + second.length >= LONG_PAIR) this.whole.add(first + second);
      this.runs.add(`${first} ${second} ${CUT}`);
      if (third === undefined) break;
      this.runs.add(`${first} ${second} ${third}`);
      for (let length = 1; length < Math.min(third.length, MOST_CUT); length++)
        this.runs.add(`${first} ${second} ${third.slice(0, length)}`);
      for (let length = 1; length < Math.min(first.length, MOST_CUT); length++)
        this.runs.add(`${first.slice(-length)} ${second} ${third}`);
    }
  }
}

const bare = (word: string): string => word.replace(/[#([:)\]]/g, '').toLowerCase();

/** Undoes percent-encoding, also of what was encoded already, HTML's and JSON's escapes. Accents and what is invisible get lost easily. */
function decoded(text: string): string {
  const plain = unescaped(percentDecoded(percentDecoded(text))).normalize('NFKD');
  return plain.replace(/[\p{M}\p{Cf}]/gu, '');
}

function percentDecoded(text: string): string {
  return text.replace(/(?:%[\da-f]{2})+/gi, (encoded) => {
    try {
      return decodeURIComponent(encoded);
    } catch {
      return encoded; // no UTF-8
    }
  });
}

function unescaped(text: string): string {
  const character = (code: number) => (code <= 0x10ffff ? String.fromCodePoint(code) : ' ');
  return text
    .replace(/&#x([\da-f]{1,6});/gi, (_all, hex: string) => character(parseInt(hex, 16)))
    .replace(/&#(\d{1,7});/g, (_all, digits: string) => character(Number(digits)))
    .replace(/&(?:amp|quot|apos|lt|gt|nbsp);/gi, ' ')
    .replace(/\\u([\da-f]{4})/gi, (_all, hex: string) => character(parseInt(hex, 16)))
    .replace(/\\[nrt]/g, ' ');
}
