import { isJsonObject } from '../values/json';

const REASONS: Record<string, string> = {
  ECONNREFUSED: 'the connection was refused',
  ENOTFOUND: 'the host name could not be found',
  EAI_AGAIN: 'the host name could not be looked up',
  EHOSTUNREACH: 'the host could not be reached',
  ENETUNREACH: 'the network could not be reached',
  ECONNRESET: 'the connection was cut off',
  EPIPE: 'the connection was cut off',
  UND_ERR_SOCKET: 'the connection was cut off',
  UND_ERR_BODY_TIMEOUT: 'the server stopped sending',
  UND_ERR_HEADERS_TIMEOUT: 'the server did not answer in time',
  UND_ERR_HEADERS_OVERFLOW: "the answer's headers are too long",
  ECONNABORTED: 'the server did not answer in time', // n8n's own requests
  UND_ERR_CONNECT_TIMEOUT: 'the connection could not be made in time',
  ETIMEDOUT: 'the connection timed out',
  CERT_HAS_EXPIRED: "the server's certificate has expired",
  DEPTH_ZERO_SELF_SIGNED_CERT: "the server's certificate is self-signed",
  SELF_SIGNED_CERT_IN_CHAIN: "the server's certificate is self-signed",
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: "the server's certificate could not be verified",
  ERR_TLS_CERT_ALTNAME_INVALID: "the server's certificate is for another host name",
};

/**
 * Says in a person's words why an exchange failed.
 * @param error what the HTTP client threw; a code of Node's, OpenSSL's or undici's is looked for in it and its causes
 * @returns one phrase without a full stop; an unknown error gives its own message
 */
export function failureReason(error: unknown): string {
  for (let cause = error; isJsonObject(cause); cause = cause.cause) {
    const { code } = cause;
    if (typeof code !== 'string') continue;
    const reason = REASONS[code];
    if (reason) return reason;
    if (code.startsWith('HPE_')) return 'what answered does not speak HTTP';
    if (code.startsWith('ERR_SSL') || code.startsWith('ERR_TLS'))
      return 'the TLS connection failed';
  }
  if (!isJsonObject(error)) return 'the exchange failed';
  // Node reports a failure of all of a host's addresses as one error without a message.
  if (Array.isArray(error.errors) && error.errors.length > 0) return failureReason(error.errors[0]);
  return typeof error.message === 'string' && error.message ? error.message : 'the exchange failed';
}
