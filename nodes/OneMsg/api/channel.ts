import { isLoopback } from '../../shared/http/loopback';

/** A 1MSG channel as the credential names it, cleaned of what people paste along. */
export interface Channel {
  id: string;
  token: string;
  /** Without a trailing slash. */
  baseUrl: string;
}

/** The credential cannot be used as it stands; the message says what to change. */
export class ChannelError extends Error {}

/**
 * Reads the fields of the 1MSG Channel API credential.
 * @param fields as typed: an `instance` prefix on the ID (1MSG's panel shows it so), a `Bearer ` prefix on
 * the token, surrounding spaces and trailing slashes do no harm
 * @throws {ChannelError} when a field is empty, or the base URL is neither https nor on this machine
 */
export function readChannel(fields: Record<string, unknown>): Channel {
  const id = text(fields.channelId)
    .replace(/^\/+|\/+$/g, '')
    .replace(/^instance/i, '');
  const token = text(fields.token).replace(/^bearer\s+/i, '');
  const baseUrl = (text(fields.baseUrl) || 'https://api.1msg.io').replace(/\/+$/, '');
  if (!id) throw new ChannelError('The Channel ID in the 1MSG Channel API credential is empty');
  if (!token)
    throw new ChannelError('The Channel Token in the 1MSG Channel API credential is empty');
  // A line break in a header would be refused with an error that repeats the token.
  if (/[^\x21-\x7e]/.test(token))
    throw new ChannelError(
      'The Channel Token in the 1MSG Channel API credential contains spaces or unusual characters; paste it again',
    );
  assertSafeBaseUrl(baseUrl);
  return { id, token, baseUrl };
}

/** `https://api.1msg.io/ODI371267300/sendFile`, query parameters appended. */
export function methodUrl(
  channel: Channel,
  method: string,
  query: Record<string, string | number | boolean> = {},
): string {
  const url = new URL(`${channel.baseUrl}/${encodeURIComponent(channel.id)}/${method}`);
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, String(value));
  return url.href;
}

function assertSafeBaseUrl(baseUrl: string): void {
  if (!URL.canParse(baseUrl))
    throw new ChannelError(
      'The Base URL in the 1MSG Channel API credential is not a URL; it usually is https://api.1msg.io',
    );
  const { protocol, hostname } = new URL(baseUrl);
  if (protocol !== 'https:' && !(protocol === 'http:' && isLoopback(hostname)))
    throw new ChannelError(
      'The Base URL in the 1MSG Channel API credential must start with https://, or the channel token would travel unprotected',
    );
}

function text(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value).trim() : '';
}
