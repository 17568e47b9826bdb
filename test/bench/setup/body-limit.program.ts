import { Readable } from 'node:stream';
import { Client } from 'undici';

import { answerCalls } from './child-program';

/** The functions of this program. */
export interface BodyCalls {
  post(order: { origin: string; path: string; bytes: number }): Promise<number>;
}

const PIECE = Buffer.alloc(64 * 1024, 'A');

function* pieces(bytes: number): Generator<Buffer> {
  for (let left = bytes; left > 0; left -= PIECE.length)
    yield left < PIECE.length ? PIECE.subarray(0, left) : PIECE;
}

/** Kept from one to the next. */
let client: Client | undefined;

// The loopback's own limit: a body of that many bytes, which costs nothing to make, over TLS to the same server.
answerCalls<BodyCalls>({
  post: async ({ origin, path, bytes }) => {
    const started = performance.now();
    client ??= new Client(origin);
    const response = await client.request({
      path,
      method: 'POST',
      headers: { 'content-type': 'application/json', 'content-length': String(bytes) },
      body: Readable.from(pieces(bytes)),
    });
    await response.body.text();
    return (performance.now() - started) / 1000;
  },
});
