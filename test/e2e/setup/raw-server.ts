import { createServer, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';

/** A server on this machine that answers letter for letter what it is told, as no library would let it. */
export interface RawServer {
  url: string;
  port: number;
  /** The first lines of the requests, oldest first. */
  readonly asked: string[];
  /** How many connections came in. */
  readonly connections: () => number;
  close(): Promise<void>;
}

/**
 * Starts a {@link RawServer} on a free port of loopback.
 * @param answer gives the whole answer to a request's first line; undefined closes the connection
 */
export async function startRawServer(
  answer: (line: string, head: string) => Buffer | string | undefined,
): Promise<RawServer> {
  const asked: string[] = [];
  const open = new Set<Socket>();
  let connections = 0;
  const server = createServer((socket) => {
    connections++;
    open.add(socket);
    socket.on('close', () => open.delete(socket)).on('error', () => undefined);
    socket.once('data', (data) => {
      const head = data.toString('latin1');
      const line = head.split('\r\n')[0] ?? '';
      asked.push(line);
      const said = answer(line, head);
      if (said === undefined) socket.destroy();
      else socket.end(said);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    asked,
    connections: () => connections,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of open) socket.destroy();
      }),
  };
}

/** An HTTP answer, its head in the bytes of UTF-8 and without a body where it was asked by HEAD. */
export function httpAnswer(
  line: string,
  headers: Record<string, string>,
  body: string,
  status = '200 OK',
): Buffer {
  const lines = Object.entries({ 'Content-Length': Buffer.byteLength(body), ...headers });
  const head = lines.map(([name, value]) => `${name}: ${value}\r\n`).join('');
  return Buffer.from(
    `HTTP/1.1 ${status}\r\n${head}Connection: close\r\n\r\n${line.startsWith('HEAD ') ? '' : body}`,
  );
}
