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
