import { maskUrlsIn } from '../values/mask-url';

const MASK = '[redacted]';
/** Looked for once in each run of its characters: begun anew at each `eyJ` the time would be quadratic. */
const JSON_WEB_TOKEN = /(?<![\w-])(?=[\w-]{7,}\.[\w-]+\.)([\w-]*?)eyJ[\w-]{4,}\.[\w-]+\.[\w-]*/g;
const AUTHORIZATION = /\b(bearer)\s+(?!\[)[^\s"'<>,;]+|\b(basic)\s+[a-z0-9+/]{16,}={0,2}/gi;
/** Of a query whose beginning is missing. */
const SECRET_PARAMETER =
  /([&#;][\w.-]{0,60}(?:token|secret|key|signature|sig|auth|credential|password|pwd|code|hash|hmac|jwt|sas)=)(?!\*\*\*)[^&\s"'<>#]+/gi;
const FILE_CONTENT = /(\bdata:[^\s,"']{0,200},)[\w+/=%-]{16,}/g;

/**
 * Makes what takes known secrets out of a text that a program goes on to work with; all else stays as it is. To be
 * kept where there are many texts: a token of 500 characters takes as long to prepare as a message to send.
 * @param secrets the values that must not appear, in the spelling in which they were sent
 * @returns gives a text back, anything a server answered (1MSG's 401 body repeats the token, 1msg-api.md#a-refused-token), with each
 * secret replaced: as sent, percent-encoded, or escaped in any of JSON's ways
 */
export function secretRemover(secrets: readonly string[]): (text: string) => string {
  const spellings = new Map<string, RegExp>();
  return (text) => {
    let redacted = text;
    for (const secret of secrets) {
      if (!secret) continue;
      redacted = redacted.split(secret).join(MASK);
      if (!/[\\%]/.test(redacted)) continue; // nothing is escaped in it
      const known = spellings.get(secret) ?? anySpellingOf(secret);
      spellings.set(secret, known);
      redacted = redacted.replace(known, MASK);
    }
    return redacted;
  };
}

/** PHP writes `/` as `\/` in JSON, others write what they please as `\u002f`. */
function anySpellingOf(secret: string): RegExp {
  const spellings = Array.from(secret, (character) => {
    const units = character.split('').map((unit) => unit.charCodeAt(0).toString(16));
    const escaped = units.map((unit) => `\\\\u${unit.padStart(4, '0')}`).join('');
    const literal = `\\u{${character.codePointAt(0)!.toString(16)}}`;
    return `(?:\\\\?${literal}|${escaped}|${percentEncoded(character)})`;
  });
  return new RegExp(spellings.join(''), 'giu');
}

function percentEncoded(character: string): string {
  const bytes = Array.from(Buffer.from(character), (byte) => byte.toString(16).padStart(2, '0'));
  return bytes.map((byte) => `%${byte}`).join('');
}

/**
 * Takes out of a text that is going to be shown, logged or stored also what only looks like a secret. Not
 * for data: a caption may begin with "Bearer", and a template's link have a variable named token.
 * @param secrets as for {@link secretRemover}
 * @returns the text also with every JSON Web Token, Authorization value and file content replaced, and with every URL
 * as {@link maskUrlsIn} has it; in time linear to its length
 */
export function redact(text: string, secrets: readonly string[] = []): string {
  return maskUrlsIn(secretRemover(secrets)(text))
    .replace(JSON_WEB_TOKEN, `$1${MASK}`)
    .replace(AUTHORIZATION, (_match, bearer?: string) => `${bearer ?? 'Basic'} ${MASK}`)
    .replace(SECRET_PARAMETER, `$1${MASK}`)
    .replace(FILE_CONTENT, `$1${MASK}`);
}
