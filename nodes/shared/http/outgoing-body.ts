import type { Clock } from '../async/clock';
import type { StreamedBody } from './exchange';
import { asError } from '../values/thrown';

/** A request's body on its way out: what undici is to send, and how far it has come. */
export class OutgoingBody {
  /** What undici is given. */
  readonly content: string | AsyncIterable<string | Uint8Array> | undefined;
  readonly headers: Record<string, string> = {};
  /** Whether all of it was handed to the connection. A text goes out in one piece with the headers. */
  written = true;
  /** The clock's time when the last piece was handed over. */
  movedAt = -Infinity;
  /** Whether the connection waits for the stream, and not the stream for the connection. */
  awaitsStream = false;
  /** What the stream threw. */
  error: Error | undefined;

  constructor(
    body: string | StreamedBody | undefined,
    private readonly clock: Clock,
  ) {
    if (typeof body !== 'object') {
      this.content = body;
      return;
    }
    this.written = false;
    this.content = this.follow(body);
    if (body.size !== undefined) this.headers['content-length'] = String(body.size);
  }

  private async *follow(body: StreamedBody): AsyncGenerator<string | Uint8Array> {
    const { size } = body;
    let bytes = 0;
    try {
      this.awaitsStream = true;
      for await (const piece of body.open()) {
        this.awaitsStream = false;
        bytes += Buffer.byteLength(piece);
        if (size !== undefined && bytes > size) throw notAsAnnounced('longer');
        this.movedAt = this.clock.now();
        yield piece;
        // A server that has as many bytes as were announced to it has a whole request.
        this.written = bytes === size;
        this.awaitsStream = true;
      }
      if (size !== undefined && bytes < size) throw notAsAnnounced('shorter');
      this.written = true;
    } catch (error) {
      this.error = asError(error);
      throw this.error;
    } finally {
      this.awaitsStream = false;
    }
  }
}

function notAsAnnounced(length: string): Error {
  return new Error(`it is ${length} than it was said to be: it changed while it was being read`);
}
