import { createServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';
import { Readable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { ConnectionPool } from '../../nodes/shared/http/connection-pool';
import type { HttpRequest } from '../../nodes/shared/http/exchange';
import { HttpClient } from '../../nodes/shared/http/http-client';

const clock = {
  now: () => Date.now(),
  sleep: async (ms: number, signal?: AbortSignal) => {
    await delay(ms, undefined, { signal });
  },
};
const client = new HttpClient(new ConnectionPool(clock), clock);
let server: Server | undefined;
afterEach(() => server?.close());

/** A server below HTTP, that does to each connection what it is told. */
async function serve(handle: (socket: Socket) => void): Promise<string> {
  server = createServer((socket) => {
    socket.on('error', () => undefined);
    handle(socket);
  });
  await new Promise<void>((resolve) => server!.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/x`;
}
const ask = async (url: string, rest: Partial<HttpRequest> = {}) =>
  await client.exchange({ method: 'POST', url, body: '{}', timeout: 2000, ...rest });
const OK = 'HTTP/1.1 200 OK\r\ncontent-length: 2\r\nx-a: 1\r\nX-A: 2\r\n\r\n{}';

test('an answer comes with its status, headers and text', async () => {
  const url = await serve((socket) => socket.once('data', () => socket.end(OK)));
  expect(await ask(url)).toMatchObject({
    kind: 'answer',
    status: 200,
    headers: { 'x-a': '1, 2' },
    text: '{}',
  });
});

describe('what certainly did not leave is told from what perhaps did', () => {
  test('a refused connection: no', async () => {
    const url = await serve(() => undefined);
    await new Promise((resolve) => server!.close(resolve));
    expect(await ask(url)).toEqual({
      kind: 'failure',
      left: 'no',
      reason: 'the connection was refused',
    });
  });

  test('an unknown host: no', async () => {
    expect(await ask('http://no-such-host.invalid/')).toMatchObject({ left: 'no' });
  });

  test('a proxy that is none: no', async () => {
    process.env.http_proxy = 'not a URL';
    const behindIt = new HttpClient(new ConnectionPool(clock), clock);
    const request: HttpRequest = { method: 'GET', url: 'http://127.0.0.1:9/', timeout: 2000 };
    try {
      expect(await behindIt.exchange(request)).toMatchObject({
        left: 'no',
        reason: expect.stringContaining("HTTP_PROXY or HTTPS_PROXY holds no proxy's URL") as string,
      });
    } finally {
      delete process.env.http_proxy;
    }
  });

  test('a TLS connection to a server that does not speak TLS: no', async () => {
    const url = await serve((socket) => socket.once('data', () => socket.end('no TLS here')));
    expect(await ask(url.replace('http:', 'https:'))).toMatchObject({ left: 'no' });
  });

  test('a connection cut after the request was read: perhaps', async () => {
    const url = await serve((socket) => socket.once('data', () => socket.destroy()));
    expect(await ask(url)).toMatchObject({ kind: 'failure', left: 'perhaps' });
  });

  test('an answer cut off in its middle: perhaps', async () => {
    const url = await serve((socket) =>
      socket.once('data', () => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 50\r\n\r\n{"sent"')),
    );
    expect(await ask(url)).toMatchObject({ kind: 'failure', left: 'perhaps' });
  });

  test('no answer in time: perhaps', async () => {
    const url = await serve(() => undefined);
    expect(await ask(url, { timeout: 50 })).toMatchObject({
      left: 'perhaps',
      reason: 'there was no answer within 0.05 seconds',
    });
  });

  test('a streamed body that did not come to its end: no', async () => {
    const url = await serve(() => undefined);
    const body = {
      size: 10,
      open: async function* () {
        yield '12345';
        await delay(10);
        throw new Error('the disk broke');
      },
    };
    expect(await ask(url, { body })).toMatchObject({
      left: 'no',
      bodyError: expect.objectContaining({ message: 'the disk broke' }) as Error,
    });
  });

  test.each([
    ['longer', ['12345', '67890', '1']],
    ['shorter', ['12345', '678']],
    ['shorter', []],
  ])(
    'a streamed body that is %s than was said: no, and the reason says so',
    async (length, pieces) => {
      let received = '';
      const url = await serve((socket) =>
        socket.on('data', (data) => (received += data.toString())),
      );
      const body = {
        size: 9,
        open: () => Readable.from(pieces),
      };
      expect(await ask(url, { body })).toMatchObject({
        left: 'no',
        reason: expect.stringMatching(`it is ${length} .*it changed while`) as string,
        bodyError: expect.any(Error) as Error,
      });
      expect(received).not.toMatch(/\r\n\r\n.{9}/);
    },
  );

  test('a streamed body that goes on after all that was said has been read: perhaps', async () => {
    const url = await serve(() => undefined);
    const body = {
      size: 10,
      open: () => Readable.from(['1234567890', '1']),
    };
    expect(await ask(url, { body })).toMatchObject({ left: 'perhaps' });
  });

  test('a connection cut while a body streams: no, since the server lacks its end', async () => {
    const url = await serve((socket) => socket.once('data', () => socket.destroy()));
    const body = {
      size: 64 * 1024 * 1024,
      open: async function* () {
        for (let piece = 0; piece < 1024; piece++) {
          yield 'x'.repeat(64 * 1024);
          await delay(1);
        }
      },
    };
    expect(await ask(url, { body })).toMatchObject({ kind: 'failure', left: 'no' });
  });
});

test('a body that streams slowly is no timeout as long as it moves', async () => {
  const url = await serve((socket) => {
    socket.on('data', (data: Buffer) => {
      if (data.includes('end')) socket.end(OK);
    });
  });
  const body = {
    size: 9,
    open: async function* () {
      for (const piece of ['one', 'two', 'end']) {
        await delay(80);
        yield piece;
      }
    },
  };
  expect(await ask(url, { body, timeout: 150 })).toMatchObject({ kind: 'answer', status: 200 });
});

test('a connection is kept for the next exchange', async () => {
  let connections = 0;
  const url = await serve((socket) => {
    connections++;
    socket.on('data', () => socket.write(OK));
  });
  for (let exchange = 0; exchange < 5; exchange++) await ask(url);
  expect(connections).toBe(1);
});

describe('how long a connection is kept', () => {
  // Both what undici closes by its timers and what the pool does not give out any more, each for itself.
  afterEach(() => jest.useRealTimers());
  const connectionsAfter = async (header: string, idleMs: number, by: 'timer' | 'clock') => {
    if (by === 'timer')
      jest.useFakeTimers({
        doNotFake: ['setImmediate', 'clearImmediate', 'nextTick', 'queueMicrotask', 'Date'],
      });
    let passed = 0;
    const still = { now: () => passed, sleep: () => new Promise<void>(() => undefined) };
    let connections = 0;
    const url = await serve((socket) => {
      connections++;
      socket.on('data', () => socket.write(OK.replace('x-a: 1', header)));
    });
    const asking = new HttpClient(new ConnectionPool(still), still);
    const askOnce = async () =>
      expect(
        await asking.exchange({ method: 'POST', url, body: '{}', timeout: 2000 }),
      ).toMatchObject({ kind: 'answer' });
    await askOnce();
    await delay(5); // undici begins to count a moment after the answer
    if (by === 'timer') jest.advanceTimersByTime(idleMs);
    else passed += idleMs;
    await askOnce();
    return connections;
  };

  test.each([
    ['no header', 'x-b: 1', 3_900, 4_100],
    ['a server that keeps it longer', 'keep-alive: timeout=30', 27_900, 28_100],
    ['a server that keeps it less long', 'keep-alive: timeout=5, max=100', 2_900, 3_100],
    ['a server that keeps it for ever', 'Keep-Alive: timeout=86400', 59_900, 60_100],
    ['a header without a time', 'keep-alive: max=100', 3_900, 4_100],
  ])('%s', async (_, header, kept, closed) => {
    for (const by of ['timer', 'clock'] as const) {
      expect(await connectionsAfter(header, kept, by)).toBe(1);
      expect(await connectionsAfter(header, closed, by)).toBe(2);
    }
  });

  test('one that the server is about to close at once is not used again', async () => {
    expect(await connectionsAfter('keep-alive: timeout=1', 0, 'clock')).toBe(2);
  });
});

test('a redirect is an answer, and is not followed', async () => {
  const url = await serve((socket) =>
    socket.once('data', () =>
      socket.end(
        'HTTP/1.1 302 Found\r\nlocation: http://127.0.0.1:1/\r\ncontent-length: 0\r\n\r\n',
      ),
    ),
  );
  expect(await ask(url)).toMatchObject({ kind: 'answer', status: 302 });
});
