/** Characters decoded at a time; a multiple of four. */
const SLICE = 64 * 1024;

/** Stand between the characters that mean something: in a mail there is a line break after every 76. */
const FILLING = ['\n', '\r', ' ', '\t', '='];

/*
 * A file in memory is one long text. Nothing here copies it whole, and there is no regular expression: one
 * remembers the last text it was used on, and a slice of a text keeps all of it.
 */

/** @returns how many bytes {@link decodeBase64} gives */
export function base64Size(text: string): number {
  let characters = text.length - beginningOf(text);
  for (const each of FILLING) characters -= countOf(each, text);
  return Math.floor((characters * 3) / 4);
}

/**
 * Decodes piece by piece, with or without line breaks and padding, in both alphabets.
 * @param text may have a data URI's beginning (`data:application/pdf;base64,`)
 */
export function* decodeBase64(text: string): Generator<Uint8Array> {
  let left = ''; // of a group of four that the slice cuts
  for (let from = beginningOf(text); from < text.length; from += SLICE) {
    const characters = left + withoutFilling(text.slice(from, from + SLICE));
    const end = characters.length - (characters.length % 4);
    if (end > 0) yield Buffer.from(characters.slice(0, end), 'base64');
    left = characters.slice(end);
  }
  if (left) yield Buffer.from(left, 'base64');
}

function beginningOf(text: string): number {
  if (!text.startsWith('data:')) return 0;
  const comma = text.indexOf(',');
  return text.slice(0, Math.max(comma, 0)).endsWith(';base64') ? comma + 1 : 0;
}

function countOf(character: string, text: string): number {
  let count = 0;
  let at = text.indexOf(character, beginningOf(text));
  for (; at >= 0; at = text.indexOf(character, at + 1)) count++;
  return count;
}

function withoutFilling(slice: string): string {
  let rest = slice;
  for (const each of FILLING) rest = rest.replaceAll(each, '');
  return rest;
}
