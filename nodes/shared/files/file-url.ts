import { InputError } from '../input-error';
import { notGiven, tellText } from '../tell-value';

/** Of programs that hand files out: it says nothing of the file. */
const SCRIPT = /\.(?:php\d?|phtml|aspx?|ashx|axd|jspx?|cgi|cfm|do|action)$/i;

/**
 * Reads a link to a file as people paste it.
 * @returns the URL in ASCII: 1MSG wants other characters percent-encoded (1msg-api.md). One that is ASCII
 * already stays letter for letter as it was, since a signature may cover it
 * @throws {InputError} when it is not an http or https URL
 */
export function readFileUrl(input: unknown): string {
  const text = typeof input === 'string' ? input.trim() : '';
  if (!text) throw new InputError('INVALID_FILE', `The file URL ${notGiven(input)}`);
  if (!URL.canParse(text))
    throw new InputError('INVALID_FILE', `"${tellText(withoutKey(text))}" is not a URL`);
  const url = new URL(text);
  if (url.protocol !== 'https:' && url.protocol !== 'http:')
    throw new InputError(
      'INVALID_FILE',
      `The file URL begins with "${tellText(url.protocol)}"; it has to be an http or https link that WhatsApp's servers can open`,
    );
  return /^[\x21-\x7e]+$/.test(text) ? text : url.href;
}

/**
 * @returns the last part of the URL's path, percent-decoded: `Rechnung März.pdf`; empty where the path ends
 * with a slash, and without the extension of a script (`download.php`)
 */
export function fileNameInUrl(url: string): string {
  const name = (new URL(url).pathname.split('/').pop() ?? '').replace(SCRIPT, '');
  try {
    return decodeURIComponent(name);
  } catch {
    return name; // a % that encodes nothing
  }
}

function withoutKey(text: string): string {
  return text.replace(/[?#].*$/s, '…'); // what follows may be a key to the file
}
