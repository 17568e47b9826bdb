import { createServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { ConnectionPool } from '../../nodes/shared/http/connection-pool';
import { FetchError, FileFetcher } from '../../nodes/shared/http/file-fetcher';

const clock = {
  now: () => Date.now(),
  sleep: async (ms: number, signal?: AbortSignal) => {
    await delay(ms, undefined, { signal });
  },
};
let server: Server;
let handle: (socket: Socket, head: string) => void;
let url: string;
beforeAll(async () => {
  server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.on('data', (data) => handle(socket, data.toString()));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/a.pdf`;
});
afterAll(() => server.close());
const fetcher = new FileFetcher(new ConnectionPool(clock), clock);

test('a server that takes the connection and says nothing is given up in time', async () => {
  handle = () => undefined;
  await expect(fetcher.head(url, 50)).rejects.toThrow('no answer within 0.05 seconds');
});

test('a file may take longer than the time limit as long as it moves', async () => {
  handle = (socket) => {
    socket.write('HTTP/1.1 200 OK\r\ncontent-length: 6\r\n\r\n');
    void (async () => {
      for (const letter of 'abcdef') {
        await delay(100);
        socket.write(letter);
      }
    })();
  };
  const { body } = await fetcher.open(url, 400);
  const pieces: Uint8Array[] = [];
  for await (const piece of body) pieces.push(piece);
  expect(Buffer.concat(pieces).toString()).toBe('abcdef');
});

test('redirects are followed a few times, each allowed by the instance', async () => {
  handle = (socket) =>
    socket.write('HTTP/1.1 302 Found\r\nlocation: /b.pdf\r\ncontent-length: 0\r\n\r\n');
  await expect(fetcher.open(url, 1000)).rejects.toEqual(
    new FetchError('it redirects more than 5 times', false),
  );
});

test('what the instance forbids is not asked, nor what it is redirected to', async () => {
  const asked: string[] = [];
  handle = (socket) =>
    socket.write(
      'HTTP/1.1 302 Found\r\nlocation: http://169.254.169.254/secret\r\ncontent-length: 0\r\n\r\n',
    );
  const guarded = new FileFetcher(new ConnectionPool(clock), clock, {
    validateUrl: async (to) => {
      asked.push(to);
      await Promise.resolve();
      return to.includes('169.254') ? { ok: false, error: new Error('blocked') } : { ok: true };
    },
    createSecureLookup: () => undefined,
  });
  await expect(guarded.open(url, 1000)).rejects.toThrow('does not allow');
  expect(asked).toEqual([url, 'http://169.254.169.254/secret']);
});

test('nothing is asked for a cancelled execution', async () => {
  const asked = jest.fn();
  handle = asked;
  await expect(fetcher.open(url, 1000, AbortSignal.abort())).rejects.toThrow();
  expect(asked).not.toHaveBeenCalled();
});

test('a cancelled execution ends the download', async () => {
  handle = (socket) => socket.write('HTTP/1.1 200 OK\r\ncontent-length: 6\r\n\r\nabc');
  const cancel = new AbortController();
  const { body } = await fetcher.open(url, 1000, cancel.signal);
  const read = (async () => {
    for await (const piece of body) if (piece) cancel.abort();
  })();
  await expect(read).rejects.toThrow();
});
