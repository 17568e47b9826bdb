/** What is asked of {@link HttpClient.exchange}. */
export interface HttpRequest {
  method: 'GET' | 'HEAD' | 'POST';
  /** Absolute http or https URL. */
  url: string;
  headers?: Record<string, string>;
  body?: string;
  /** Milliseconds without progress, from the start to the end of the exchange, before it is given up. */
  timeout: number;
  /** Aborts the exchange, whatever its state. */
  signal?: AbortSignal;
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
  /** `no`: nothing of it was written to a connection. `perhaps`: it was, or had begun to be. */
  left: 'no' | 'perhaps';
  /** One phrase for people, without a full stop: "the connection was refused". */
  reason: string;
}

export type HttpExchange = HttpAnswer | HttpFailure;

/** Answers of the APIs are a few hundred bytes; this only bounds what a broken server can make us hold. */
export const MAX_ANSWER_BYTES = 4 * 1024 * 1024;
