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

test('a file that comes byte by byte is given up, however long its server goes on', async () => {
  let time = 0;
  const moved = new FileFetcher(new ConnectionPool(clock), { ...clock, now: () => time });
  handle = (socket) => {
    socket.write('HTTP/1.1 200 OK\r\ncontent-length: 1000000\r\n\r\n');
    const drip = () => {
      time += 3_000;
      if (!socket.destroyed) socket.write('x', () => setImmediate(drip));
    };
    drip();
  };
  const { body } = await moved.open(url, 60_000);
  const read = (async () => {
    let size = 0;
    for await (const piece of body) size += piece.length;
    return size;
  })();
  await expect(read).rejects.toEqual(
    new FetchError('its server sends it too slowly, less than 4 KB a second'),
  );
  expect(time).toBeGreaterThan(60_000);
});

test('a file is not slow because whoever reads it is', async () => {
  let time = 0;
  const moved = new FileFetcher(new ConnectionPool(clock), { ...clock, now: () => time });
  handle = (socket) => socket.write('HTTP/1.1 200 OK\r\ncontent-length: 6\r\n\r\nabcdef');
  const { body } = await moved.open(url, 60_000);
  let text = '';
  for await (const piece of body) {
    text += Buffer.from(piece).toString();
    time += 3_600_000;
  }
  expect(text).toBe('abcdef');
});

describe("a link's user and password", () => {
  /** What was asked, and with what. */
  const asked: Array<[path: string, authorization: string | undefined]> = [];
  const answer = (redirects: Record<string, string>) => {
    asked.length = 0;
    handle = (socket, head) => {
      const [, path = ''] = head.split(' ');
      asked.push([path, /^authorization: (.*)$/im.exec(head)?.[1]?.trim()]);
      const location = redirects[path];
      socket.write(
        location
          ? `HTTP/1.1 302 Found\r\nlocation: ${location}\r\ncontent-length: 0\r\n\r\n`
          : 'HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n',
      );
    };
  };
  const basic = (pair: string) => `Basic ${Buffer.from(pair).toString('base64')}`;
  const withUser = (user: string) => url.replace('://', `://${user}@`);

  test.each([
    ['dana:s3cret', 'dana:s3cret'],
    ['dana:p@ss', 'dana:p@ss'],
    ['dana:p%40ss%3Aword', 'dana:p@ss:word'],
    ['dana:50%', 'dana:50%'],
    ['m%C3%A4rz:gr\u00fcn', 'm\u00e4rz:gr\u00fcn'],
    ['token', 'token:'],
  ])('%s is used as Basic authorization in HEAD and GET', async (user, pair) => {
    answer({});
    await fetcher.head(withUser(user), 1000);
    (await fetcher.open(withUser(user), 1000)).close();
    expect(asked).toEqual([
      ['/a.pdf', basic(pair)],
      ['/a.pdf', basic(pair)],
    ]);
  });

  test('goes along within the origin only', async () => {
    const { host } = new URL(url);
    const elsewhere = `http://localhost:${new URL(url).port}`;
    const moves = {
      '/a.pdf': `http://${host}/b.pdf`,
      '/b.pdf': `${elsewhere}/c.pdf`,
      '/c.pdf': '/d.pdf',
    };
    answer(moves);
    (await fetcher.open(withUser('dana:s3cret'), 1000)).close();
    expect(asked).toEqual([
      ['/a.pdf', basic('dana:s3cret')],
      ['/b.pdf', basic('dana:s3cret')],
      ['/c.pdf', undefined],
      ['/d.pdf', undefined],
    ]);
  });

  test('is told to nobody who decides whether to connect', async () => {
    answer({});
    const validated: string[] = [];
    const guarded = new FileFetcher(new ConnectionPool(clock), clock, {
      validateUrl: async (to) => {
        validated.push(to);
        return await Promise.resolve({ ok: true });
      },
      createSecureLookup: () => undefined,
    });
    await guarded.head(withUser('dana:s3cret'), 1000);
    expect(validated).toEqual([url]);
  });
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
