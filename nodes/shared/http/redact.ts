const MASK = '[redacted]';
const JSON_WEB_TOKEN = /eyJ[\w-]{4,}\.[\w-]+\.[\w-]*/g;
const AUTHORIZATION = /\b(bearer)\s+(?!\[)[^\s"'<>,;]+|\b(basic)\s+[a-z0-9+/]{16,}={0,2}/gi;
const SECRET_PARAMETER =
  /([?&](?:token|secret|api_?key|access_token|signature|sig)=)[^&\s"'<>#]+/gi;

/**
 * Takes known secrets out of a text that a program goes on to work with; all else stays as it is.
 * @param text anything a server answered. 1MSG's 401 body repeats the token (1msg-api.md)
 * @param secrets the values that must not appear, in the spelling in which they were sent
 * @returns the text with each secret (as sent, percent-encoded or JSON-escaped) replaced
 */
export function withoutSecrets(text: string, secrets: readonly string[]): string {
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
  return redacted;
}

/**
 * Takes out of a text that is going to be shown, logged or stored also what only looks like a secret. Not
 * for data: a caption may begin with "Bearer", and a template's link have a variable named token.
 * @param secrets as for {@link withoutSecrets}
 * @returns the text also with every JSON Web Token, Authorization value and secret-looking URL parameter replaced
 */
export function redact(text: string, secrets: readonly string[] = []): string {
  return withoutSecrets(text, secrets)
    .replace(JSON_WEB_TOKEN, MASK)
    .replace(AUTHORIZATION, (_match, bearer?: string) => `${bearer ?? 'Basic'} ${MASK}`)
    .replace(SECRET_PARAMETER, `$1${MASK}`);
}
