import { Readable } from 'node:stream';
import { Pool } from 'undici';

import { answerCalls } from './child-program';

/** The functions of this program. */
export interface BodyCalls {
  /** @returns the seconds until the last one was answered */
  post(order: BodyOrder): Promise<number>;
}

/** How often a body of so many bytes is posted, and over how many connections. */
export interface BodyOrder {
  origin: string;
  path: string;
  bytes: number;
  times: number;
  connections: number;
}

const PIECE = Buffer.alloc(64 * 1024, 'A');

function* pieces(bytes: number): Generator<Buffer> {
  for (let left = bytes; left > 0; left -= PIECE.length)
    yield left < PIECE.length ? PIECE.subarray(0, left) : PIECE;
}

/** Kept from one order to the next. */
let pool: Pool | undefined;

// The loopback's own limit: bodies of that many bytes, which cost nothing to make, over TLS to the same server.
answerCalls<BodyCalls>({
  post: async ({ origin, path, bytes, times, connections }) => {
    const started = performance.now();
    const posts = (pool ??= new Pool(origin, { connections }));
    let left = times;
    const worker = async () => {
      while (left-- > 0) {
        const response = await posts.request({
          path,
          method: 'POST',
          headers: { 'content-type': 'application/json', 'content-length': String(bytes) },
          body: Readable.from(pieces(bytes)),
        });
        await response.body.text();
      }
    };
    await Promise.all(Array.from({ length: Math.min(connections, times) }, worker));
    return (performance.now() - started) / 1000;
  },
});
