import type { Account } from '../../shared/provider/account';
import {
  CredentialError,
  fieldText,
  readBaseUrl,
  readSharing,
  readToken,
} from '../../shared/provider/account';
import { parseJsonObject } from '../../shared/values/json';
import { OF_THE_FILE, type Provider } from '../../shared/provider/provider';

const WRONG_TOKEN =
  /\b(?:wrong|invalid|incorrect|bad|expired) (?:channel |access |auth )?token\b|\b(?:token|jwt) (?:is |has |was )?(?:wrong|invalid|incorrect|malformed|expired|revoked)\b|^unauthori[sz]ed\W*$/i;

export const ONE_MSG: Provider = {
  id: '1msg',
  name: '1MSG',
  account: 'channel',
  access: 'the Channel ID and the Channel Token',
  // Of these only "Wrong token" is 1MSG's own; the others may be what the file's server said.
  saysWrongAccess: (text) =>
    /wrong token/i.test(text) || (WRONG_TOKEN.test(text) && !OF_THE_FILE.test(text)),
};

const CREDENTIAL = '1MSG Channel API';

/**
 * Reads the fields of the 1MSG Channel API credential.
 * @param fields as typed: an `instance` prefix on the ID (1MSG's panel shows it so), a `Bearer ` prefix on
 * the token, surrounding spaces and trailing slashes do no harm. An empty ID is read from the token
 * @throws {CredentialError} when a field is empty or no ID, or the base URL is neither https nor on this machine
 */
export function readChannel(fields: Record<string, unknown>): Account {
  const given = { credential: CREDENTIAL, fields };
  const typed = channelId(fields.channelId);
  if (/^\.+$/.test(typed))
    // in a URL it would lead elsewhere
    throw new CredentialError(`The Channel ID in the ${CREDENTIAL} credential is none`);
  const id = typed || channelOfToken(fieldText(fields.token));
  if (!id)
    throw new CredentialError(
      `The Channel ID in the ${CREDENTIAL} credential is empty, and the Channel Token does not name it`,
    );
  const token = readToken(given, 'token', 'Channel Token');
  const baseUrl = readBaseUrl(given, 'https://api.1msg.io');
  return { id, token, baseUrl, ...readSharing(given) };
}

function channelId(value: unknown): string {
  return fieldText(value)
    .split('/')
    .filter(Boolean)
    .join('/')
    .replace(/^instance/i, '');
}

/**
 * @param token a JSON Web Token, whose payload names its channel in the claim `instanceId` (1msg-api.md#hosts-and-authentication)
 * @returns the channel's ID; empty for any other token
 */
export function channelOfToken(token: string): string {
  const payload = parseJsonObject(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());
  const id = channelId(payload?.instanceId);
  return /^[\w-]+$/.test(id) ? id : '';
}

/** `https://api.1msg.io/ODI371267300/sendFile`, query parameters appended. */
export function methodUrl(
  channel: Account,
  method: string,
  query: Record<string, string | number | boolean> = {},
): string {
  const url = new URL(`${channel.baseUrl}/${encodeURIComponent(channel.id)}/${method}`);
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, String(value));
  return url.href;
}
