const SECRET_NAMES = /^(api-?key|token|secret|authorization|cookie|password)$/i;

/** In webhook URLs, and in signed links to files: whoever knows them may use them. */
const SECRET_PARAMETERS = /([?&](?:api-?key|token|secret|sig|signature)=)[^&#\s"'\\]*/gi;

const FILE_BYTES = /(data:[\w.+/;= -]{1,100};base64,|\b)[A-Za-z0-9+/]{200,}={0,2}/g;

/**
 * A text without secrets and without file bytes.
 * @param {string} text
 */
export function maskText(text) {
  return text
    .replace(SECRET_PARAMETERS, '$1***')
    .replace(/\b(Bearer|Basic) [^\s"'*]+/gi, '$1 ***')
    .replace(FILE_BYTES, '$1(bytes left out)');
}

/**
 * A JSON value with neither, too.
 * @param {unknown} value
 * @returns {unknown}
 */
export function mask(value) {
  if (typeof value === 'string') return maskText(value);
  if (Array.isArray(value)) return value.map(mask);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([name, inside]) => [
    name,
    SECRET_NAMES.test(name) && typeof inside === 'string' ? hidden(inside) : mask(inside),
  ]);
  return Object.fromEntries(entries);
}

/** The scheme (`Bearer`) tells something and is no secret. @param {string} secret */
function hidden(secret) {
  return secret.replace(/^(\w+ )?.*$/s, '$1***');
}
