/** Fewer characters alone are everybody's word: "closed" as a caption must not take it out of "dialog window is closed". */
const LONG_WORD = 10;
/** So many words in a row are taken for a piece of ours, such as a caption that was cut. */
const RUN = 3;
const MOST_CUT = 30;
const LINK = /\bhttps?:\/\/[^\s"'<>]+/gi;
// A sign before or after a number tells that it is a code: "(#131047)", "131047:".
const WORD = /[#([]{0,3}[\p{L}\p{N}\p{M}]+[:)\]]{0,3}/gu;
const MOST_READ = 16_000;

/** @returns every text in the body of a request: what a provider's answer may repeat of it */
export function textsIn(body: unknown): string[] {
  if (typeof body === 'string') return [body];
  if (typeof body === 'object' && body !== null) return Object.values(body).flatMap(textsIn);
  return [];
}

/**
 * Leaves of an answer's text what the provider itself says: what we sent may hold any word, such as
 * `re-engagement-offer.pdf` or `Invoice 131047`, and comes back in any spelling (percent-encoded, escaped, cut, as the
 * end of another link).
 * @param own the texts that the request held
 * @returns its words in lower case with a space between them, what is ours as `·`, each other link as `url`
 */
export function providerWords(text: string, own: readonly string[]): string {
  const ours = new OwnWords(own);
  const words = decoded(decoded(text).replace(LINK, ' url ')).match(WORD) ?? [];
  return ours
    .mark(words.map(bare))
    .map((isOurs, index) => (isOurs ? '·' : words[index]!.toLowerCase()))
    .join(' ');
}

class OwnWords {
  /** Short texts in full, and numbers, by their words joined with spaces. */
  private readonly whole = new Set<string>();
  /** Three words in a row, the last one also cut. */
  private readonly runs = new Set<string>();

  constructor(own: readonly string[]) {
    for (const text of own) {
      const whole = decoded(text.slice(0, MOST_READ));
      this.add(whole);
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
    for (const word of words) if (/^\d{4,}$/.test(word)) this.whole.add(word);
    if (words.length === 2 || (words.length === 1 && words[0]!.length >= LONG_WORD))
      this.whole.add(words.join(' '));
    for (let index = 0; index + RUN <= words.length; index++) {
      const [first, second, third] = words.slice(index, index + RUN);
      this.runs.add(`${first} ${second} ${third}`);
      for (let length = 1; length < Math.min(third!.length, MOST_CUT); length++)
        this.runs.add(`${first} ${second} ${third!.slice(0, length)}`);
    }
  }
}

const bare = (word: string): string => word.replace(/[#([:)\]]/g, '').toLowerCase();

/** Undoes percent-encoding, also of what was encoded already, HTML's and JSON's escapes. */
function decoded(text: string): string {
  return unescaped(percentDecoded(percentDecoded(text))).normalize('NFKC');
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
