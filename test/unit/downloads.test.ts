import type { AddressInfo, Server, Socket } from 'node:net';
import { createServer } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { Downloads } from '../../nodes/shared/files/download';
import { UrlProbe } from '../../nodes/shared/files/url-probe';
import { ConnectionPool } from '../../nodes/shared/http/connection-pool';
import { FileFetcher } from '../../nodes/shared/http/file-fetcher';

/** Waits for nothing, so that pauses between attempts take no time. */
const clock = {
  now: () => Date.now(),
  sleep: async (ms: number, signal?: AbortSignal) => {
    await delay(signal ? ms : 0, undefined, { signal });
  },
};
const PDF = 'HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n%PDF-1.4\n';
const NO_URL = 'HTTP/1.1 302 Found\r\nlocation: http://\r\ncontent-length: 0\r\n\r\n';

let server: Server;
let url: string;
/** What each request gets, in order; undefined: the connection is cut. */
let answers: Array<string | undefined> = [];
let asked: string[] = [];
const sockets = new Set<Socket>();
beforeAll(async () => {
  server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined).on('close', () => sockets.delete(socket));
    socket.on('data', (data) => {
      asked.push(data.toString().split(' ')[0]!);
      const answer = answers.shift();
      if (answer === undefined) socket.destroy();
      else socket.write(answer);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/a.pdf`;
});
afterAll(() => {
  for (const socket of sockets) socket.destroy();
  server.close();
});
beforeEach(() => (asked = []));

const fetcher = new FileFetcher(new ConnectionPool(clock), clock);
const start = async () =>
  await new Downloads({ fetcher, clock, timeout: 2000, signal: undefined }).start(url);

describe('a download', () => {
  test('that the network breaks off before it has begun is tried again', async () => {
    answers = [undefined, undefined, PDF];
    const { bytes, file } = await start();
    expect(file.content.type).toBe('application/pdf');
    const pieces: Uint8Array[] = [];
    for await (const piece of await bytes.open()) pieces.push(piece);
    expect(Buffer.concat(pieces).toString()).toBe('%PDF-1.4\n');
    expect(asked).toEqual(['GET', 'GET', 'GET']);
  });

  test('that the network breaks off each time is refused after the third', async () => {
    answers = [];
    await expect(start()).rejects.toThrow('The file could not be downloaded');
    expect(asked).toHaveLength(3);
  });

  test('that is redirected to no URL is refused at once', async () => {
    answers = [NO_URL, NO_URL, NO_URL];
    await expect(start()).rejects.toThrow('it redirects to something that is no URL');
    expect(asked).toHaveLength(1);
  });
});

describe('a probe', () => {
  const ask = async () => await new UrlProbe(fetcher, 1, clock).ask(url);

  test('that is redirected to no URL says why it learned nothing', async () => {
    answers = [NO_URL];
    expect(await ask()).toEqual({ silent: 'it redirects to something that is no URL' });
  });

  test('looks at the first bytes where HEAD is refused, and reads no further', async () => {
    const head = 'HTTP/1.1 403 Forbidden\r\ncontent-length: 0\r\n\r\n';
    answers = [
      head,
      `HTTP/1.1 200 OK\r\ncontent-length: 90000000\r\n\r\n%PDF-1.4${'x'.repeat(5000)}`,
    ];
    expect(await ask()).toMatchObject({
      content: { type: 'application/pdf' },
      size: 90_000_000,
    });
    expect(asked).toEqual(['HEAD', 'GET']);
    while (sockets.size > 0) await delay(5); // closed, though the file has not come
  });

  test('looks at what there is where a file comes drop by drop', async () => {
    let now = 0;
    const drops = {
      status: 200,
      headers: {},
      body: (async function* () {
        for (const letter of '%PDF-1.4 and so on for ever') {
          now += 1000;
          yield await Promise.resolve(Buffer.from(letter));
        }
      })(),
      close: jest.fn(),
    };
    const slow = {
      head: async () => await Promise.resolve({ status: 405, headers: {} }),
      open: async () => await Promise.resolve(drops),
    } as unknown as FileFetcher;
    const found = await new UrlProbe(slow, 1, { now: () => now }).ask(url);
    expect(found.content).toEqual({ type: 'application/pdf', empty: false });
    expect(now).toBeLessThan(10_000);
    expect(drops.close).toHaveBeenCalled();
  });
});
