import { EventEmitter } from 'node:events';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Socket } from 'node:net';

/** A request that the sandbox received whole, secrets and file bytes left out. */
export interface ReceivedRequest {
  /** 1 for the first since the start. */
  number: number;
  /** The API's method, such as `sendFile`. */
  method: string;
  httpMethod: string;
  path: string;
  headers: Record<string, unknown>;
  /** The parsed body; files in it show their size only. */
  body: unknown;
  /** When it was in: ISO time on the sandbox's clock. */
  at: string;
  /** When its answer was out, or its connection gone, on the same clock; null while it is under way. */
  endedAt: string | null;
  /** Which connection it came over, counted from 1. */
  connection: number;
  /** Null while unanswered, and for good when the connection was cut. */
  status: number | null;
  durationMs: number | null;
  /** The answer's first 2,000 characters; null while there is none. */
  answer: string | null;
}

export interface Traffic {
  /** Connections over which API requests came. */
  connections: number;
  inFlight: number;
  mostInFlight: number;
  received: number;
  /** Requests that a failure stopped before they were read. */
  stoppedBeforeRead: number;
}

/** Counts API requests and connections from the first header on, and keeps what was received. */
export class RequestLog extends EventEmitter<{ request: [ReceivedRequest] }> {
  requests: ReceivedRequest[] = [];
  #connections = new Map<Socket, number>();
  #inFlight = 0;
  #mostInFlight = 0;
  #stoppedBeforeRead = 0;
  readonly #records = new WeakMap<FastifyRequest, ReceivedRequest>();

  /** @param now milliseconds since 1970 on the sandbox's clock */
  constructor(private readonly now: () => number) {
    super();
    this.setMaxListeners(0);
  }

  /** The headers are in. */
  begin(request: FastifyRequest, reply: FastifyReply): void {
    const { socket } = request.raw;
    if (!this.#connections.has(socket)) {
      this.#connections.set(socket, this.#connections.size + 1);
    }
    this.#inFlight += 1;
    this.#mostInFlight = Math.max(this.#mostInFlight, this.#inFlight);
    const startedAt = Date.now();
    reply.raw.once('close', () => {
      this.#inFlight -= 1;
      const record = this.#records.get(request);
      if (!record) return;
      record.durationMs = Date.now() - startedAt;
      record.endedAt = this.#time();
      if (reply.raw.writableFinished) record.status = reply.raw.statusCode;
      this.emit('request', record);
    });
  }

  stoppedBeforeRead(): void {
    this.#stoppedBeforeRead += 1;
  }

  /** The body is in, too. */
  received(request: FastifyRequest, about: Pick<ReceivedRequest, 'method' | 'body'>): void {
    const { token, ...headers } = request.headers;
    const record: ReceivedRequest = {
      number: this.requests.length + 1,
      ...about,
      at: this.#time(),
      endedAt: null,
      httpMethod: request.method,
      path: request.url.replace(/([?&]token=)[^&]*/g, '$1***'),
      headers: {
        ...headers,
        ...(token !== undefined && { token: '***' }),
        ...(headers.authorization && { authorization: mask(headers.authorization) }),
      },
      connection: this.#connections.get(request.raw.socket) ?? 0,
      status: null,
      durationMs: null,
      answer: null,
    };
    this.#records.set(request, record);
    this.requests.push(record);
    this.emit('request', record);
  }

  /**
   * The answer is about to be sent.
   * @param secret what the request came with; some refusals echo it
   */
  answered(request: FastifyRequest, answer: string, secret: string): void {
    const record = this.#records.get(request);
    const shown = secret === '' ? answer : answer.replaceAll(secret, '***');
    if (record) record.answer = shown.slice(0, 2_000);
  }

  traffic(): Traffic {
    return {
      connections: this.#connections.size,
      inFlight: this.#inFlight,
      mostInFlight: this.#mostInFlight,
      received: this.requests.length,
      stoppedBeforeRead: this.#stoppedBeforeRead,
    };
  }

  #time(): string {
    return new Date(this.now()).toISOString();
  }

  /** Forgets what was; requests still in flight go on being counted. */
  reset(): void {
    this.requests = [];
    this.#connections = new Map();
    this.#mostInFlight = this.#inFlight;
    this.#stoppedBeforeRead = 0;
  }
}

/** Keeps the scheme, which tests want to see, and nothing of the secret. */
function mask(authorization: string): string {
  return authorization.replace(/^(\w+ )?.*$/s, '$1***');
}
