const MASK = '***';

/** The `:` and `/` of a URL as texts have them: as they are, in a query, in JSON of PHP's and of others' kind, in HTML. */
const COLON = String.raw`(?::|%(?:25){0,3}3a|\\{1,8}u003a|&#(?:58|x3a);)`;
const SLASH = String.raw`(?:\\{0,8}/|%(?:25){0,3}2f|\\{1,8}u002f|&#(?:47|x2f);)`;

/** What may end the port of a host, or is no port where a user's password begins. */
const NO_PORT = String.raw`(?!\d{0,5}(?:[\s/?#"'<>,;.)\]}\\]|$))`;

/** A user and password may hold what else ends a URL. The length that is looked at keeps the time linear. */
const USER = String.raw`(?!\[)[^\s/?#@:]{0,200}:${NO_PORT}[^\n@]{1,200}@`;
const URL_IN_TEXT = new RegExp(`(${COLON}${SLASH}{2})((?:${USER})?[^\\s"<>]*)`, 'gi');
const PASSWORD = new RegExp(String.raw`^(?!\[)[^/?#@:]*:${NO_PORT}`);

/** A query whose URL's beginning is missing, as in a path. */
const QUERY_IN_TEXT = /\?(?=[\w.[\]-]{1,60}=)[^\s"<>]*/g;

/** Escaped in JSON, perhaps in JSON again, or in HTML. Bounded, or a text of backslashes would take quadratic time. */
const ESCAPED =
  /\\{1,8}(?=\/)|\\{1,8}u00(2f|3a|3b|3f|26|3d|40|23)|&#x(2f|3a|3b|3f|26|3d|40|23);|&#(35|38|47|58|59|61|63|64);|&amp;/gi;
const PERCENT_ENCODED = /%(?:25){0,3}(2f|3a|3b|3f|26|3d|40|23)/gi;

const SCHEME = /^\s*(?:[a-z][a-z\d+.-]*:[\\/]+|(?:https?|wss?):|[\\/]{2})/i;
const NAME = /^[\w.[\]%-]{1,60}$/;
const MATRIX_VALUE = /(;[\w.-]{1,60}=)[^/;?#]+/g;

/**
 * The one way in which a URL is shown.
 * @param url a whole one, or what was given for one
 * @returns it with its user and password and every value behind `?` or in a `;name=value` masked, and without what is
 * behind `#`: any of these may be a key
 */
export function maskUrl(url: string): string {
  const [scheme] = SCHEME.exec(url) ?? [];
  return scheme ? scheme + maskRest(url.slice(scheme.length)) : maskRest(maskUrlsIn(url));
}

/** @returns a text in which each URL, in whatever spelling, is as {@link maskUrl} has it; in time linear to its length */
export function maskUrlsIn(text: string): string {
  return text
    .replace(URL_IN_TEXT, (whole: string, start: string, rest: string) => {
      const plain = unescaped(rest, start.includes('%'));
      const masked = maskRest(plain);
      return masked === plain ? whole : `://${masked}`;
    })
    .replace(QUERY_IN_TEXT, maskQuery);
}

/** @param rest of a URL, behind its `://` */
function maskRest(rest: string): string {
  const bare = withoutUser(rest);
  const end = bare.search(/[?#]/);
  const path = (end < 0 ? bare : bare.slice(0, end))
    .split('://') // in the path of a proxy's or an archive's is another URL
    .map((part, index) => (index > 0 ? withoutUser(part) : part))
    .join('://');
  return path.replace(MATRIX_VALUE, `$1${MASK}`) + (end < 0 ? '' : maskQuery(bare.slice(end)));
}

/**
 * A password pasted as it is may hold `@`, `/`, `?` and `#`, and where it ends is then anybody's guess: at the last `@`
 * before what looks like a query, so rather too much is masked.
 */
function withoutUser(rest: string): string {
  const query = rest.search(/\?[\w.-]{1,60}=/);
  const at = (query < 0 ? rest : rest.slice(0, query)).lastIndexOf('@');
  const authority = rest.slice(0, rest.search(/[/?#]|$/));
  if (!authority.includes('@') && !PASSWORD.test(rest) && !(at > 0 && isShortHost(authority)))
    return rest;
  return at < 0 ? MASK + rest.slice(authority.length) : `${MASK}@${rest.slice(at + 1)}`;
}

/** `dana:1234`, before a `/`, is rather the beginning of a password than a host and its port. */
function isShortHost(authority: string): boolean {
  return /^[^.:[]+:\d/.test(authority) && !authority.startsWith('localhost:');
}

/** @param query with its `?`, or a fragment with its `#` */
function maskQuery(query: string): string {
  const [parts = ''] = query.slice(1).split('#', 1);
  if (query.startsWith('#') || !parts) return query.charAt(0) + (query.length > 1 ? MASK : '');
  return `?${parts.split('&').map(maskPart).join('&')}`;
}

function maskPart(part: string): string {
  const end = part.indexOf('=');
  const name = part.slice(0, Math.max(end, 0));
  if (NAME.test(name)) return `${name}=${MASK}`;
  return part && MASK;
}

function unescaped(text: string, percentEncoded: boolean): string {
  const plain = text.replace(ESCAPED, (whole, json?: string, html?: string, decimal?: string) => {
    if (whole === '&amp;') return '&';
    const code = decimal ? Number(decimal) : parseInt(json ?? html ?? '', 16);
    return code ? String.fromCharCode(code) : '';
  });
  if (!percentEncoded) return plain;
  return plain.replace(PERCENT_ENCODED, (_whole, hex: string) =>
    String.fromCharCode(parseInt(hex, 16)),
  );
}
