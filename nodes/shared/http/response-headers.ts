import { decodeBytes } from './decode-text';

type IncomingHeaders = Record<string, string | string[] | undefined>;

/** Several would be no URL, and no name. */
const FIRST_ONLY = ['location', 'content-disposition'];

/**
 * @param incoming headers as undici gives them: lower-case names, each byte of a value as one character
 * @returns those that came more than once joined by ", ", of Location and Content-Disposition the first. What is not
 * ASCII is UTF-8 or else Latin-1, and percent-encoded byte by byte in a Location, as browsers do it
 */
export function joinedHeaders(incoming: IncomingHeaders): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(incoming)) {
    const values = Array.isArray(value) ? value : [value ?? ''];
    const used = FIRST_ONLY.includes(name) ? values.slice(0, 1) : values;
    headers[name] = used.map(name === 'location' ? encodeBytes : decodeBytes).join(', ');
  }
  return headers;
}

function encodeBytes(text: string): string {
  return text.replace(/[\x80-\xff]/g, (byte) => `%${byte.charCodeAt(0).toString(16)}`);
}
