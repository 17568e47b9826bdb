import { isLoopback } from '../http/loopback';

/** What a provider's credential gives access to, cleaned of what people paste along. */
export interface Account {
  /** The 1MSG channel, or the WhatsApp number at 99digital: digits with country code. */
  id: string;
  /** What proves to the provider that it is us, and is shown to nobody else. */
  token: string;
  /** Without a trailing slash. */
  baseUrl: string;
}

/** @returns what names the account among all: another host may know the same ID */
export function accountKey({ baseUrl, id }: Pick<Account, 'baseUrl' | 'id'>): string {
  return `${baseUrl}/${id}`;
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

/** @returns a credential's field without surrounding spaces; empty when it is no text */
export function fieldText(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value).trim() : '';
}
