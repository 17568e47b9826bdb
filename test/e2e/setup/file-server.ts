import { createCipheriv, createHash } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';

const BLOCK = 64 * 1024;

/**
 * A server on this machine whose files can have any size: their bytes are made while they are sent. The
 * size is the query's, or what the path ends in.
 */
export interface FileServer {
  /** @returns the URL of a PDF of so many bytes; files of one size are the same */
  fileUrl(size: number, name?: string): string;
  /** The paths that were asked for, oldest first. */
  readonly asked: string[];
  close(): Promise<void>;
}

/** Starts a {@link FileServer} on a free port of loopback. */
export async function startFileServer(): Promise<FileServer> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://localhost');
    asked.push(url.pathname);
    const size = Number(url.searchParams.get('size') ?? url.pathname.split('/').at(-1)) || 0;
    response.writeHead(200, { 'content-type': 'application/pdf', 'content-length': size });
    if (request.method === 'HEAD') response.end();
    else Readable.from(blocksOf(size), { objectMode: false }).pipe(response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    fileUrl: (size, name = 'invoice.pdf') => `http://127.0.0.1:${port}/${name}?size=${size}`,
    asked,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** The SHA-256 of the file of that size, in hex. */
export function sha256Of(size: number): string {
  const hash = createHash('sha256');
  for (const block of blocksOf(size)) hash.update(block);
  return hash.digest('hex');
}

/** How the file of that size begins in base64: what must be found nowhere but on the wire. */
export function base64Beginning(size: number): string {
  const [first = Buffer.alloc(0)] = blocksOf(size);
  return first.subarray(0, 30).toString('base64');
}

/** A cipher's key stream: no two blocks are the same, so one lost, doubled or swapped changes the hash. */
function* blocksOf(size: number): Generator<Buffer> {
  const cipher = createCipheriv('aes-128-ctr', Buffer.alloc(16, String(size)), Buffer.alloc(16));
  for (let from = 0; from < size; from += BLOCK) {
    const block = cipher.update(Buffer.alloc(Math.min(BLOCK, size - from)));
    if (from === 0) block.write('%PDF-1.7\n');
    yield block;
  }
}
