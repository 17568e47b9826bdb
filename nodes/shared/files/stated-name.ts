import { decode, percentBytes } from '../http/decode-text';
import { loadOnce } from '../async/load-once';

/** Characters: more than any name that can be used. */
const MOST_READ = 4_096;

const TYPE = /^\s*(?:attachment|inline|form-data)\b[\s:,;]*/i;
/** Of a name that is a path: one of Windows, from the root, or relative to a folder. */
const PATH = /^(?:[a-z]:|~|\.{0,2})[\\/]/i;
const ENCODED_WORDS = /=\?([\w-]{1,40})(?:\*[\w-]{0,40})?\?([bq])\?([^?\s]*)\?=(?:\s+(?==\?))?/gi;

const library = loadOnce(async () => await import('../libraries/content-disposition'));

/**
 * Finds the name that a response's headers give its file.
 * @param headers lower-case names, decoded
 * @returns that of Content-Disposition as browsers read it, else that of Content-Type, as mail has it; without folders
 */
export async function statedName(headers: Record<string, string>): Promise<string | undefined> {
  const disposition = headers['content-disposition'];
  const type = headers['content-type'] ?? '';
  const named = disposition && (await nameIn(disposition, 'filename'));
  return named || (type.includes(';') ? await nameIn(type, 'name') : undefined);
}

async function nameIn(header: string, parameter: string): Promise<string | undefined> {
  const { parse } = await library();
  const read = (text: string) => {
    const { parameters } = parse(text, { extended: false });
    return readExtended(parameters[`${parameter}*`]) ?? readPlain(parameters[parameter]);
  };
  const text = repaired(header.slice(0, MOST_READ));
  return read(text) || read(unquoted(text));
}

/*
 * The library reads what is written by the rules, and passes over a header without a disposition type, a quote that is
 * not closed, and charsets besides UTF-8 and Latin-1. Servers write all of these, and browsers read them.
 */

/** With a type, whatever stands there in its place, and with a Windows path that a backslash does not vanish from. */
function repaired(header: string): string {
  const [first = ''] = header.split(';', 1);
  const typed = first.includes('=') || TYPE.test(header);
  const text = typed ? `attachment; ${header.replace(TYPE, '')}` : header;
  return /=\s{0,9}["']?(?:[a-z]:|\.{1,2})?\\/i.test(text) ? text.replace(/\\+(?!")/g, '/') : text;
}

/** For a quote that is not closed, or that there are too many of: the name ends where another parameter begins. */
function unquoted(header: string): string {
  const [before = '', open, ...closed] = header.replaceAll('\\', '').split('"');
  if (open === undefined || closed.length > 0) return header.replace(/["\\]/g, '');
  const end = open.search(/;\s{0,9}[\w-]{1,40}\*?\s{0,9}=/);
  return end < 0 ? `${before}"${open}"` : `${before}"${open.slice(0, end)}"${open.slice(end)}`;
}

function readExtended(value: string | undefined): string | undefined {
  const [, charset, encoded] = /^([\w-]{1,40})'[^']{0,40}'(.*)$/s.exec(value ?? '') ?? [];
  const name = encoded && decode(percentBytes(encoded), charset);
  return name ? baseName(name) : undefined;
}

function readPlain(value = ''): string {
  const quoted = value.length > 1 && value.startsWith("'") && value.endsWith("'");
  const name = quoted ? value.slice(1, -1) : value;
  return baseName(name.includes('=?') ? decodeWords(name) : (decode(percentBytes(name)) ?? name));
}

/** RFC 2047, as mail programs write names, and Chrome reads them. */
function decodeWords(text: string): string {
  return text.replace(ENCODED_WORDS, (word, charset: string, kind: string, encoded: string) => {
    const bytes =
      kind.toLowerCase() === 'b'
        ? Buffer.from(encoded, 'base64')
        : percentBytes(encoded.replaceAll('_', ' ').replaceAll('=', '%'));
    return decode(bytes, charset) ?? word;
  });
}

/** `C:\bills\a.pdf` and `../../a.pdf` are `a.pdf`; an invoice's number may have a slash (`2026/17.pdf`) and stays whole. */
function baseName(name: string): string {
  return PATH.test(name) ? (name.split(/[\\/]/).pop() ?? '') : name;
}
