/** Said where nothing is known. */
export const UNKNOWN_TYPE = 'application/octet-stream';

const SAYS_NOTHING = [UNKNOWN_TYPE, 'binary/octet-stream'];

/**
 * @param stated what a header or n8n says, such as `text/csv; charset="utf-8"`
 * @returns the type alone, in lower case: it goes into a data URI, and that into JSON. Undefined when it says
 * nothing about the file, or is no type
 */
export function readMimeType(stated: string | undefined): string | undefined {
  const type = stated?.split(';')[0]?.replaceAll('"', '').trim().toLowerCase() ?? '';
  return /^[\w.+-]+\/[\w.+-]+$/.test(type) && !SAYS_NOTHING.includes(type) ? type : undefined;
}
