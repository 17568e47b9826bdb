import { decodeBytes } from './decode-text';

/** What is asked of {@link HttpClient.exchange}. */
export interface HttpRequest {
  method: 'GET' | 'HEAD' | 'POST';
  /** Absolute http or https URL. */
  url: string;
  headers?: Record<string, string>;
  body?: string | StreamedBody;
  /** Milliseconds without progress before it is given up: while a body streams, each piece of it is progress. */
  timeout: number;
}

/** A body that is never whole in memory. Good for any number of attempts, since each opens it anew. */
export interface StreamedBody {
  /** Bytes, for the Content-Length; undefined when it is not known, and the body then goes out chunked. */
  size: number | undefined;
  open(): AsyncIterable<string | Uint8Array>;
}

/** The server's answer, read to its end. */
export interface HttpAnswer {
  kind: 'answer';
  status: number;
  /** Lower-case names; a header that came more than once is joined with ", ". */
  headers: Record<string, string>;
  /** The body as text, cut off after {@link MAX_ANSWER_BYTES}. */
  text: string;
}

/** No answer came. What matters then is whether the request could have reached the server. */
export interface HttpFailure {
  kind: 'failure';
  /** `no`: the server certainly did not get the whole of it. `perhaps`: all of it was written to a connection. */
  left: 'no' | 'perhaps';
  /** One phrase for people, without a full stop: "the connection was refused". */
  reason: string;
  /** What the body's stream threw, where that was the cause. */
  bodyError?: Error;
}

export type HttpExchange = HttpAnswer | HttpFailure;

/** What all requests have: answers are read as they come, and some servers turn away who does not say who they are. */
export const OUR_HEADERS = {
  'user-agent': 'n8n-nodes-1msg-send-file',
  'accept-encoding': 'identity',
};

/** Answers of the APIs are a few hundred bytes; this only bounds what a broken server can make us hold. */
export const MAX_ANSWER_BYTES = 4 * 1024 * 1024;

type IncomingHeaders = Record<string, string | string[] | undefined>;

/** Several would be no URL, and no name. */
const FIRST_ONLY = ['location', 'content-disposition'];

/**
 * @param incoming headers as undici gives them: lower-case names, each byte of a value as one character
 * @returns those that came more than once joined by ", ", of Location and Content-Disposition the first. What is not
 * ASCII is UTF-8 or else Latin-1, and percent-encoded byte by byte in a Location, as browsers do it
 */
export function joinedHeaders(incoming: IncomingHeaders): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(incoming)) {
    const values = Array.isArray(value) ? value : [value ?? ''];
    const used = FIRST_ONLY.includes(name) ? values.slice(0, 1) : values;
    headers[name] = used.map(name === 'location' ? encodeBytes : decodeBytes).join(', ');
  }
  return headers;
}

function encodeBytes(text: string): string {
  return text.replace(/[\x80-\xff]/g, (byte) => `%${byte.charCodeAt(0).toString(16)}`);
}
