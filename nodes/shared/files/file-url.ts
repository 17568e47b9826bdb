import { decodePercent } from '../http/decode-text';
import { InputError } from '../values/input-error';
import { maskUrl } from '../values/mask-url';
import { notGiven, tellText, withoutMarks } from '../values/text';

/** Of programs that hand files out: it says nothing of the file. */
const SCRIPT = /\.(?:php\d?|phtml|aspx?|ashx|axd|jspx?|cgi|cfm|do|action)$/i;

/** Where parameters of a path begin, such as a session's ID. */
const MATRIX = /;(?=[\w.-]{1,60}=)/;

/** Longer ones no server takes. */
const LONGEST = 16_000;

/** What people and programs put around a link. */
const AROUND: ReadonlyArray<readonly [string, string]> = [
  ['<', '>'],
  ['"', '"'],
  ["'", "'"],
  ['`', '`'],
  ['“', '”'],
  ['„', '“'],
  ['‘', '’'],
  ['«', '»'],
  ['(', ')'],
  ['[', ']'],
];

/**
 * Reads a link to a file as people paste it.
 * @returns the URL in ASCII: 1MSG wants other characters percent-encoded (1msg-api.md#sendfile). One that is ASCII
 * already stays letter for letter as it was, since a signature may cover it
 * @throws {InputError} when it is not an http or https URL, or more than one
 */
export function readFileUrl(input: unknown): string {
  const given = typeof input === 'string' ? withoutMarks(input).trim() : '';
  if (!given) throw new InputError('INVALID_FILE', `The file URL ${notGiven(input)}`);
  if (given.length > LONGEST) {
    const [scheme = 'https:'] = /^[a-z]{2,20}:/i.exec(given) ?? [];
    if (!/^https?:/i.test(scheme)) throw noWebLink(scheme); // a whole file in base64
    throw invalid(`The file URL has ${given.length} characters; a link has at most ${LONGEST}`);
  }
  const text = bareLink(given);
  const links = linksIn(text);
  if (links.length > 1)
    throw invalid(
      'The file URL holds more than one link, and each item sends one file: split it into items, such as with a Split Out node',
    );
  const shown = tellText(maskUrl(text));
  if (links.some((at) => at > 0))
    throw invalid(`The file URL has other text before its link: "${shown}"`);
  if (!URL.canParse(text))
    throw invalid(`"${shown}" is not a URL; write the whole link, like https://example.com/a.pdf`);
  const url = new URL(text);
  if (url.protocol !== 'https:' && url.protocol !== 'http:') throw noWebLink(url.protocol);
  // Browsers take `https:/x` and `https:\\x`, too.
  return /^https?:\/\/(?![/\\])[\x21-\x7e]+$/i.test(text) ? text : url.href;
}

/** @returns the link of `<https://…>`, `[invoice](https://…)` and `https://…/a.pdf,`; any other text as it is */
function bareLink(given: string): string {
  const text = withoutSeparators(given).replace(/(?<=\.\w{2,5})\.$/, '');
  const [, label = '', target] = /^!?\[([^[\]]*)\]\((https?:\S+)\)$/i.exec(text) ?? [];
  if (target && (label === target || linksIn(label).length === 0)) return target;
  for (const [left, right] of AROUND)
    if (text.length > 2 && text.startsWith(left) && text.endsWith(right))
      return bareLink(text.slice(1, -1).trim());
  return text;
}

function withoutSeparators(text: string): string {
  let end = text.length;
  while (end > 0 && ',; \n'.includes(text.charAt(end - 1))) end--;
  return text.slice(0, end);
}

/**
 * Where in the text links begin. One behind a `/`, `=` or `:`, in a query also behind a bracket and the like, is part of
 * the link before, whose server fetches it, and so are those that a `,` adds to such a one in a query.
 */
function linksIn(text: string): number[] {
  const found: number[] = [];
  for (const { index } of text.matchAll(/(?:https?|ftp|file):\/\/|(?<=[,;|\n]\s{0,3})www\./gi))
    if (found.length === 0 || !isPartOfLink(text, index)) found.push(index);
  return found;
}

function isPartOfLink(text: string, index: number): boolean {
  const before = text.charAt(index - 1);
  if (before === '/' || before === '=' || before === ':') return true;
  if (!/[?#]/.test(text.slice(0, index))) return false;
  const value = Math.max(...['?', '&', '='].map((sign) => text.lastIndexOf(sign, index - 1)));
  return ',;|'.includes(before)
    ? /^["[({]?https?:/i.test(text.slice(value + 1, index))
    : '?#([{"'.includes(before);
}

function noWebLink(scheme: string): InputError {
  return invalid(
    `The file URL begins with "${tellText(scheme)}"; it has to be an http or https link that WhatsApp's servers can open`,
  );
}

function invalid(message: string): InputError {
  return new InputError('INVALID_FILE', message);
}

/**
 * @returns the last part of the URL's path, percent-decoded: `Rechnung März.pdf`; empty where the path ends
 * with a slash, and without the extension of a script (`download.php`) and a session's ID (`a.pdf;jsessionid=…`)
 */
export function fileNameInUrl(url: string): string {
  const [name = ''] = (new URL(url).pathname.split('/').pop() ?? '').split(MATRIX, 1);
  return decodePercent(name.replace(SCRIPT, ''));
}

/** @returns the name that a link is shown under where no other can be given; undefined where its path has none */
export function nameShownOf(url: string): string | undefined {
  const last = new URL(url).pathname.split('/').findLast(Boolean) ?? '';
  const [name = ''] = last.split(MATRIX, 1); // what follows may be a key, and is shown nowhere
  return decodePercent(name) || undefined;
}

/** @returns a link as an error may show it: what is behind its path may be a key to the file */
export function placeOf(url: string): string {
  const { origin, pathname } = new URL(url);
  return maskUrl(origin + pathname);
}
