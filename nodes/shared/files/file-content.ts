import type { Pieces } from '../http/file-bytes';
import { asError } from '../values/thrown';
import { readMimeType } from './mime-type';

/** As many as the library looks at for the formats that WhatsApp shows. */
const FIRST_BYTES = 4100;

/** Where readers of PDFs still look for its beginning. */
const PDF_WITHIN = 1024;

/** What a file's first bytes show. */
export interface FileContent {
  /** As {@link readMimeType} names it, `text/plain` included; undefined for bytes of no known format. */
  type: string | undefined;
  /** There is not a single byte. */
  empty: boolean;
}

/** @returns as many of a file's first bytes as {@link readContent} looks at; ends the stream, too */
export async function firstBytes(pieces: Pieces): Promise<Buffer> {
  const first: Uint8Array[] = [];
  let size = 0;
  for await (const piece of pieces) {
    first.push(piece);
    size += piece.length;
    if (size >= FIRST_BYTES) break;
  }
  return Buffer.concat(first);
}

/** A stream whose beginning was looked at. */
export interface LookedAt {
  first: Buffer;
  /** The whole stream, from its beginning. What it throws it throws here, and not before. */
  pieces: AsyncGenerator<Uint8Array>;
}

/** Looks at a stream's first bytes and keeps them for whoever reads it. */
export async function lookAhead(stream: AsyncIterable<Uint8Array>): Promise<LookedAt> {
  const rest = stream[Symbol.asyncIterator]();
  const kept: Uint8Array[] = [];
  let size = 0;
  let end: { error?: Error } | undefined;
  while (size < FIRST_BYTES && !end) {
    try {
      const next = await rest.next();
      if (next.done) end = {};
      else size += kept[kept.push(next.value) - 1]!.length;
    } catch (thrown) {
      end = { error: asError(thrown) };
    }
  }
  if (size === 0 && end?.error) throw end.error;
  return {
    first: Buffer.concat(kept).subarray(0, FIRST_BYTES),
    pieces: (async function* () {
      try {
        yield* kept.splice(0);
        if (end?.error) throw end.error;
        if (!end) yield* { [Symbol.asyncIterator]: () => rest };
      } finally {
        await rest.return?.();
      }
    })(),
  };
}

/** @param bytes a file's first ones, or all that it has */
export async function readContent(bytes: Buffer): Promise<FileContent> {
  const first = bytes.subarray(0, FIRST_BYTES);
  const type = first.length === 0 ? undefined : await typeOfBytes(first);
  return { type, empty: first.length === 0 };
}

async function typeOfBytes(first: Buffer): Promise<string | undefined> {
  const text = textOf(first);
  const marked = typeOfMarkup(text.trimStart(), first.length < FIRST_BYTES);
  if (marked) return marked;
  if (/^\s*%PDF|%PDF-\d/.test(text.slice(0, PDF_WITHIN))) return 'application/pdf';
  const { fileTypeFromBuffer } = await import('../libraries/file-type');
  const known = readMimeType((await fileTypeFromBuffer(first))?.mime);
  const found = known === 'application/zip' ? (officeTypeIn(text) ?? known) : known;
  const isUnicode = isText(first, true);
  // A text may begin with the letters that some format begins with: "BM", "MZ", the mark of UTF-16.
  if (found && (!isUnicode || WRITTEN_AS_TEXT.test(found))) return found;
  if (text.startsWith('ID3')) return 'audio/mpeg'; // its tag is longer than what is looked at
  return isUnicode || isText(first, false) ? 'text/plain' : undefined;
}

/** Formats that the library knows and that are text all through. */
const WRITTEN_AS_TEXT = /^text\/|^application\/(?:rtf|postscript|xml|x-ms-regedit|pgp-encrypted)$/;

const OFFICE_FOLDERS: Record<string, string> = {
  word: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  xl: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  ppt: 'application/vnd.openxmlformats-officedocument.presentationml.presentation',
};

/** So begins the archive that an Office file is, and not one in which Office files are kept. */
const OFFICE_FIRST = /^PK[^]{28}(?:\[Content_Types\]|(?:_rels|docProps|customXml|word|xl|ppt)\/)/;

/** The library looks at the list of contents alone, which many programs write last; the folders' names tell, too. */
function officeTypeIn(zip: string): string | undefined {
  if (!OFFICE_FIRST.test(zip)) return undefined;
  const [, folder = ''] = /PK[^]{28}(word|xl|ppt)\/[\w/-]{1,60}\.xml/.exec(zip) ?? [];
  return OFFICE_FOLDERS[folder];
}

/** HTML as servers send it, whole pages or pieces such as a script's error. */
const HTML =
  /^(?:<!doctype\s+html|<(?:html|head|body|title|meta|link|script|noscript|style|h[1-6]|p|div|span|table|br|b|a|img|form|center|font|iframe|pre|ul|main|section|header)[\s/>])/i;

/** XML's own beginning, and what may stand before the first element. */
const PROLOGUE = /^(?:<\?[^>]*>\s*|<!--(?:(?!-->)[^])*-->\s*)+/;

function typeOfMarkup(text: string, whole: boolean): string | undefined {
  if (text.startsWith('<')) {
    const root = text.replace(PROLOGUE, '');
    const isXml = text.startsWith('<?xml');
    if (isXml ? /^<(?:!doctype\s+)?html\b/i.test(root) : HTML.test(root)) return 'text/html';
    if (/^(?:<!doctype\s+svg|<(?:\w+:)?svg[\s>])/i.test(root)) return 'image/svg+xml';
    return /^<(?:\?xml\b|!doctype\s|[a-z_][\w.:-]*[\s/>])/i.test(text)
      ? 'application/xml'
      : undefined;
  }
  if (!/^[[{]/.test(text)) return undefined;
  if (!whole) return /^(?:\{\s*"|\[\s*[[{"])/.test(text) ? 'application/json' : undefined;
  try {
    JSON.parse(text);
    return 'application/json';
  } catch {
    return undefined;
  }
}

/** The bytes as characters, which for what is looked for here need not be the right ones beyond ASCII. */
function textOf(first: Buffer): string {
  const [one, two] = first;
  if (one === 0xff && two === 0xfe) return first.toString('utf16le').slice(1);
  if (one === 0xfe && two === 0xff)
    return Buffer.from(first.subarray(0, first.length & ~1))
      .swap16()
      .toString('utf16le')
      .slice(1);
  return first.toString('latin1').replace(/^\u00ef\u00bb\u00bf/, '');
}

/** @param unicode whether it has to be UTF-8 or, by its mark, UTF-16; older encodings cannot be told from bytes */
function isText(first: Buffer, unicode: boolean): boolean {
  const [one, two] = first;
  if ((one === 0xff && two === 0xfe) || (one === 0xfe && two === 0xff)) return true;
  if (first.some((byte) => byte < 0x20 && !(byte >= 0x09 && byte <= 0x0d) && byte !== 0x1b))
    return false;
  if (!unicode) return true;
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(first, { stream: true }); // the last character may be cut
    return true;
  } catch {
    return false;
  }
}
