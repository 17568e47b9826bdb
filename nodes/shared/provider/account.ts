import { isLoopback } from '../http/loopback';

/** What a provider's credential gives access to, cleaned of what people paste along. */
export interface Account {
  /** The 1MSG channel, or the WhatsApp number at 99digital: digits with country code. */
  id: string;
  /** What proves to the provider that it is us, and is shown to nobody else. */
  token: string;
  /** Without a trailing slash. */
  baseUrl: string;
  /** The most that is sent in a second, over all nodes and executions that use the account; not set: no limit. */
  messagesPerSecond?: number;
  /** The Redis that the processes of this n8n share what they know in; not set: each process knows its own. */
  redisUrl?: string;
}

/** @returns what names the account among all, however its URL is written: another host may know the same ID */
export function accountKey({ baseUrl, id }: Pick<Account, 'baseUrl' | 'id'>): string {
  return `${new URL(`${baseUrl}/`).href}${id}`;
}

/** The credential cannot be used as it stands; the message says what to change. */
export class CredentialError extends Error {}

/** A credential's type as people see it, and its fields as typed. */
export interface CredentialFields {
  /** Such as `1MSG Channel API`. */
  credential: string;
  fields: Record<string, unknown>;
}

/**
 * @param name of the field
 * @param label as the editor calls it
 * @throws {CredentialError} when it is empty, or no token: a line break in a header would be refused with
 * an error that repeats the token
 */
export function readToken({ credential, fields }: CredentialFields, name: string, label: string) {
  const token = fieldText(fields[name]).replace(/^bearer\s+/i, '');
  if (!token) throw new CredentialError(`The ${label} in the ${credential} credential is empty`);
  if (/[^\x21-\x7e]/.test(token))
    throw new CredentialError(
      `The ${label} in the ${credential} credential contains spaces or unusual characters; paste it again`,
    );
  return token;
}

/**
 * @param usual what is meant when the field is empty
 * @returns the field Base URL without trailing slashes
 * @throws {CredentialError} when it is neither https nor on this machine, or more than an address: a query or a
 * fragment would swallow the method's path, so that anything on that host could be asked
 */
export function readBaseUrl({ credential, fields }: CredentialFields, usual: string): string {
  let baseUrl = fieldText(fields.baseUrl) || usual;
  while (baseUrl.endsWith('/')) baseUrl = baseUrl.slice(0, -1);
  if (!URL.canParse(baseUrl))
    throw new CredentialError(
      `The Base URL in the ${credential} credential is not a URL; it usually is ${usual}`,
    );
  const { protocol, hostname, username, password } = new URL(baseUrl);
  if (/[?#]/.test(baseUrl) || username || password)
    throw new CredentialError(
      `The Base URL in the ${credential} credential is more than an address: leave out the user name, and all from a "?" or "#" on; it usually is ${usual}`,
    );
  if (protocol !== 'https:' && !(protocol === 'http:' && isLoopback(hostname)))
    throw new CredentialError(
      `The Base URL in the ${credential} credential must start with https://, or the token in it would travel unprotected`,
    );
  return baseUrl;
}

/**
 * Reads what all credentials have for what is shared.
 * @throws {CredentialError} when a field cannot be used; the URL holds a password, so no text repeats it
 */
export function readSharing({
  credential,
  fields,
}: CredentialFields): Pick<Account, 'messagesPerSecond' | 'redisUrl'> {
  const rate = fields.messagesPerSecond ?? '';
  const messagesPerSecond = typeof rate === 'object' ? NaN : Number(rate);
  if (typeof rate === 'boolean' || !Number.isFinite(messagesPerSecond) || messagesPerSecond < 0)
    throw new CredentialError(
      `Messages per Second in the ${credential} credential has to be a number, 0 for no limit`,
    );
  const redisUrl = fieldText(fields.redisUrl);
  if (redisUrl && !isRedisUrl(redisUrl))
    throw new CredentialError(
      `The Redis URL in the ${credential} credential has to look like redis://user:password@host:6379/0, or rediss://… for TLS; write characters such as @ / # in the password percent-encoded`,
    );
  return { ...(messagesPerSecond > 0 && { messagesPerSecond }), ...(redisUrl && { redisUrl }) };
}

function isRedisUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname, pathname, search, hash } = new URL(text);
  // The client would take settings from what stands behind a "?".
  const isBare = search === '' && hash === '' && /^\/?\d*$/.test(pathname);
  return /^rediss?:$/.test(protocol) && hostname !== '' && isBare;
}

/** @returns a credential's field without surrounding spaces; empty when it is no text */
export function fieldText(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value).trim() : '';
}
