const MASK = '[redacted]';
const JSON_WEB_TOKEN = /eyJ[\w-]{4,}\.[\w-]+\.[\w-]*/g;
const AUTHORIZATION = /\b(bearer|basic)\s+(?!\[)[^\s"'<>,;]+/gi;
const SECRET_PARAMETER =
  /([?&](?:token|secret|api_?key|access_token|signature|sig)=)[^&\s"'<>#]+/gi;

/**
 * Takes secrets out of a text that is going to be shown, logged or stored.
 * @param text anything a server answered or an error said. 1MSG's 401 body repeats the token (1msg-api.md)
 * @param secrets the values that must not appear, in the spelling in which they were sent
 * @returns the text with each secret (as sent, percent-encoded or JSON-escaped), every JSON Web Token,
 * Authorization value and secret-looking URL parameter replaced
 */
export function redact(text: string, secrets: readonly string[]): string {
  let redacted = text;
  for (const secret of secrets) {
    if (!secret) continue;
    for (const spelling of new Set([
      secret,
      encodeURIComponent(secret),
      JSON.stringify(secret).slice(1, -1),
    ]))
      redacted = redacted.split(spelling).join(MASK);
  }
  return redacted
    .replace(JSON_WEB_TOKEN, MASK)
    .replace(AUTHORIZATION, `$1 ${MASK}`)
    .replace(SECRET_PARAMETER, `$1${MASK}`);
}
