import { EventEmitter } from 'node:events';
import type { DeliveryError } from '../world/types';

/**
 * When a request goes wrong:
 * - `beforeRead`: its headers are in, its body is not read; it does not count as received.
 * - `afterRead`: it was read and is in the list of requests, but nothing was done for it.
 * - `afterAccept`: it was done (the file goes out), and only the answer goes wrong.
 */
export type FailureStage = 'beforeRead' | 'afterRead' | 'afterAccept';

export interface FailureAnswer {
  status: number;
  /**
   * An object is answered as JSON, a text as it is (with an unreadable answer in mind).
   * `{{token}}`, `{{channel}}`, `{{file}}` (its name), `{{link}}` and `{{caption}}` in it become the request's own.
   */
  body: string | Record<string, unknown>;
  /** Default: `application/json` for an object, `text/plain` for a text. */
  contentType?: string;
  headers?: Record<string, string>;
}

/** How requests go wrong: at least one of `delayMs`, `answer`, `cut`, `queuedMs` and `deliveryFails`. */
export interface Failure {
  /** The API method, such as `sendFile`; `*` for every method. */
  method: string;
  /** How many requests; `all` until cleared. Default 1. */
  times?: number | 'all';
  /** Only requests to this recipient (digits or chat ID). Not with `beforeRead`: the body tells it. */
  recipient?: string;
  /** Only requests for a file of this name. Not with `beforeRead`. */
  filename?: string;
  /** Default `afterRead`. */
  stage?: FailureStage;
  /** Wait at that stage; then `cut`, `answer` or, with neither, go on as if nothing had been. */
  delayMs?: number;
  /** Answer this. */
  answer?: FailureAnswer;
  /** `true`: the connection is cut without an answer. `midAnswer`: in the middle of its body. */
  cut?: true | 'midAnswer';
  /** Answer `sent: false` with a `jobId`; the message is really accepted after this time. */
  queuedMs?: number;
  /** Accept the message, and let its delivery fail. */
  deliveryFails?: DeliveryError;
}

/** What is known of a request when it is asked whether it goes wrong. */
export interface FailureTarget {
  method: string;
  chatId?: string | undefined;
  filename?: string | undefined;
}

interface Planned {
  failure: Failure;
  left: number;
}

/** The failures to come. A request takes the first that fits; one that is used up goes. */
export class FailurePlan extends EventEmitter<{ changed: [] }> {
  #planned: Planned[] = [];

  constructor(private readonly chatIdOf: (recipient: string) => string) {
    super();
    this.setMaxListeners(0);
  }

  add(failure: Failure): void {
    const left = failure.times === 'all' ? Infinity : (failure.times ?? 1);
    this.#planned.push({ failure, left });
    this.emit('changed');
  }

  list(): Failure[] {
    return this.#planned.map(({ failure, left }) => ({
      ...failure,
      times: left === Infinity ? 'all' : left,
    }));
  }

  clear(): void {
    this.#planned = [];
    this.emit('changed');
  }

  /** Before the body is read only `beforeRead` failures are asked for, afterwards only the others. */
  take(target: FailureTarget, bodyIsRead: boolean): Failure | undefined {
    const found = this.#planned.find(
      ({ failure }) =>
        (failure.stage === 'beforeRead') !== bodyIsRead &&
        (failure.method === '*' || failure.method === target.method) &&
        (failure.recipient === undefined || this.chatIdOf(failure.recipient) === target.chatId) &&
        (failure.filename === undefined || failure.filename === target.filename),
    );
    if (!found) return undefined;
    found.left -= 1;
    if (found.left <= 0) this.#planned = this.#planned.filter((planned) => planned !== found);
    this.emit('changed');
    return found.failure;
  }
}
