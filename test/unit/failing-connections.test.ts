import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import tls from 'node:tls';
import { ConnectionPool } from '../../nodes/shared/http/connection-pool';
import type { HttpRequest } from '../../nodes/shared/http/exchange';
import { FileFetcher } from '../../nodes/shared/http/file-fetcher';
import { HttpClient } from '../../nodes/shared/http/http-client';
import { makeCertificate, type Certificate } from '../bench/setup/certificate';
import { FakeClock } from './fake-clock';

/** No time passes, and so no limit, unless a test says so. */
let clock: FakeClock;
const TIMEOUT = 1000;
const NO_ANSWER = 'there was no answer within 1 second';

type Behaviour = (socket: Socket) => void;
const answer = (text: string, then: Behaviour = () => undefined): Behaviour => {
  return (socket) =>
    socket.once('data', () => {
      socket.write(text);
      then(socket);
    });
};
const end: Behaviour = (socket) => void socket.end();
/** Only TCP knows a reset: that of a TLS connection is the one below it. */
const reset: Behaviour = (socket) => {
  const below = [...open].find(({ remotePort }) => remotePort === socket.remotePort);
  (below ?? socket).resetAndDestroy();
};

/** What a proxy, or a server, does instead of its work. */
const BEHAVIOURS: Record<string, Behaviour> = {
  'closes at once': end,
  'resets at once': reset,
  'closes when it is asked': (socket) => socket.once('data', () => socket.end()),
  'resets when it is asked': (socket) => socket.once('data', () => reset(socket)),
  'answers garbage': answer('\0\x01 SSH-2.0-OpenSSH_9.6\r\n'),
  'answers garbage and closes': answer('SSH-2.0-OpenSSH_9.6\r\n', end),
  'answers half a head and closes': answer('HTTP/1.1 200 Conn', end),
};
const DEAF: Behaviour = () => undefined;
const REFUSALS: Record<string, Behaviour> = {
  'answers 407': answer(
    'HTTP/1.1 407 Proxy Authentication Required\r\nproxy-authenticate: Basic\r\n\r\n',
  ),
  'answers 403': answer('HTTP/1.1 403 Forbidden\r\ncontent-length: 6\r\n\r\nNo way'),
  'answers 200 and at once for the server': answer(
    'HTTP/1.1 200 OK\r\n\r\nHTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nhi',
  ),
  'answers 502 and closes': answer('HTTP/1.1 502 Bad Gateway\r\n\r\n', end),
};

let certificate: Certificate;
let servers: Server[] = [];
/** Those that came, and those of them that are open. */
let came: number;
let open: Set<Socket>;
beforeAll(async () => {
  certificate = await makeCertificate();
  const connect = tls.connect.bind(tls) as (options: tls.ConnectionOptions) => tls.TLSSocket;
  const trusting = (options: tls.ConnectionOptions) =>
    connect({ ...options, rejectUnauthorized: false });
  jest.spyOn(tls, 'connect').mockImplementation(trusting as typeof tls.connect);
});
afterAll(() => jest.restoreAllMocks());
beforeEach(() => {
  clock = new FakeClock();
  servers = [];
  came = 0;
  open = new Set();
});
afterEach(async () => {
  for (const name of ['HTTP_PROXY', 'HTTPS_PROXY']) delete process.env[name];
  for (const socket of open) socket.destroy();
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
});

async function serve(behave: Behaviour, scheme = 'http'): Promise<string> {
  const each = (socket: Socket) => {
    socket.on('error', () => undefined);
    socket.resume();
    behave(socket);
  };
  const server = scheme === 'http' ? createServer(each) : tls.createServer(certificate, each);
  server.on('connection', (socket: Socket) => {
    came++;
    open.add(socket);
    socket.on('error', () => undefined).on('close', () => open.delete(socket));
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `${scheme}://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** Waits until nothing of an exchange is left, and then for whatever would come after it. */
async function settled(): Promise<void> {
  while (open.size > 0) await delay(2);
  for (let turn = 0; turn < 10; turn++) await delay(1);
  expect(open.size).toBe(0);
}

interface Failed {
  left: string;
  reason: string;
}
const exchange = async (
  request: Omit<HttpRequest, 'timeout'>,
  pool = new ConnectionPool(clock),
) => {
  const failed = await new HttpClient(pool, clock).exchange({ ...request, timeout: TIMEOUT });
  return failed as unknown as Failed;
};
const refused = async (call: Promise<unknown>): Promise<Failed> => {
  const error = await call.then(
    () => new Error('it did not fail'),
    (thrown: Error) => thrown,
  );
  return { left: 'no', reason: error.message };
};
/** All that our nodes ask. */
const CALLS: Record<string, (url: string, pool?: ConnectionPool) => Promise<Failed>> = {
  'a call': async (url, pool) => await exchange({ method: 'POST', url, body: '{}' }, pool),
  'a call with a file': async (url, pool) => {
    const file = async function* () {
      yield '1234';
      await delay(1);
      yield '5678';
    };
    return await exchange({ method: 'POST', url, body: { size: 8, open: file } }, pool);
  },
  'a HEAD': async (url, pool) =>
    await refused(new FileFetcher(pool ?? new ConnectionPool(clock), clock).head(url, TIMEOUT)),
  'a download': async (url, pool) =>
    await refused(new FileFetcher(pool ?? new ConnectionPool(clock), clock).open(url, TIMEOUT)),
};

const allCalls = async (url: string) =>
  await Promise.all(Object.values(CALLS).map(async (call) => await call(url)));
const ALL = Object.keys(CALLS).length;

/** Lets the time limits of calls pass once so many connections have come. */
async function givenUp<Result>(calls: Promise<Result>, connections: number): Promise<Result> {
  let isOver = false;
  void calls.finally(() => (isOver = true));
  while (came < connections) await delay(1);
  while (!isOver) await clock.pass(TIMEOUT);
  return await calls;
}

describe.each(['http', 'https'])('a proxy that is spoken to by %s', (proxyScheme) => {
  describe.each(['http', 'https'])('on the way to a server of %s', (scheme) => {
    const url = `${scheme}://files.invalid/invoice.pdf`;
    const behind = async (behave: Behaviour) => {
      const proxy = await serve(behave, proxyScheme);
      Object.assign(process.env, { HTTP_PROXY: proxy, HTTPS_PROXY: proxy });
    };
    const TUNNEL = 'HTTP/1.1 200 Connection established\r\n\r\n';

    test.each(Object.entries({ ...BEHAVIOURS, ...REFUSALS }))(
      '%s: it is asked once, nothing left, and the reason names it',
      async (_does, behave) => {
        await behind(behave);
        for (const { left, reason } of await allCalls(url)) {
          expect(left).toBe('no');
          expect(reason).toContain('the proxy that HTTP_PROXY or HTTPS_PROXY names');
        }
        await settled();
        expect(came).toBe(ALL);
      },
    );

    test('never answers: it is asked once, and given up', async () => {
      await behind(DEAF);
      for (const failed of await givenUp(allCalls(url), ALL))
        expect(failed).toMatchObject({ left: 'no', reason: NO_ANSWER });
      await settled();
      expect(came).toBe(ALL);
    });

    test('the status it answers with is told, and what it wants', async () => {
      await behind(REFUSALS['answers 407']!);
      for (const { reason } of await allCalls(url))
        expect(reason).toMatch(/the proxy .*HTTP 407, .*user name and a password/);
    });

    test('a tunnel that closes at once is opened once', async () => {
      await behind(answer(TUNNEL, end));
      await allCalls(url);
      await settled();
      expect(came).toBe(ALL);
    });

    test('a tunnel that leads nowhere is given up', async () => {
      await behind(answer(TUNNEL));
      for (const { left, reason } of await givenUp(allCalls(url), ALL)) {
        expect(reason).toBe(NO_ANSWER);
        if (scheme === 'https') expect(left).toBe('no'); // there was no TLS yet
      }
      await settled();
      expect(came).toBe(ALL);
    });

    test('what went into a tunnel that is then cut may have arrived', async () => {
      await behind(answer(TUNNEL, (socket) => socket.once('data', () => socket.destroy())));
      const { left } = await CALLS['a call']!(url);
      expect(left).toBe(scheme === 'http' ? 'perhaps' : 'no'); // of TLS only the greeting went
      await settled();
      expect(came).toBe(1);
    });
  });
});

describe.each(['http', 'https'])('without a proxy, a server of %s', (scheme) => {
  test.each(Object.entries(BEHAVIOURS))('%s: it is connected to once', async (_does, behave) => {
    const url = await serve(behave, scheme);
    for (const { reason } of await allCalls(url)) expect(reason).not.toMatch(/proxy|UND_ERR|HPE_/);
    await settled();
    expect(came).toBe(ALL);
  });

  test('never answers: it is connected to once, and given up', async () => {
    const url = await serve(DEAF, scheme);
    for (const { reason } of await givenUp(allCalls(url), ALL)) expect(reason).toBe(NO_ANSWER);
    await settled();
    expect(came).toBe(ALL);
  });

  test.each(Object.entries(BEHAVIOURS))(
    '%s: what is opened early is not opened again and again',
    async (_does, behave) => {
      const url = await serve(behave, scheme);
      const pool = new ConnectionPool(clock);
      const client = new HttpClient(pool, clock);
      for (let time = 0; time < 3; time++) {
        const taken = client.expect(url);
        await delay(5);
        taken();
        await CALLS['a call']!(url, pool);
      }
      await settled();
      expect(came).toBeGreaterThanOrEqual(3);
      expect(came).toBeLessThanOrEqual(5); // from the second on an early one, and its successor
    },
  );
});

test('a server that takes connections and speaks no TLS is left when the exchange is', async () => {
  const url = (await serve(DEAF)).replace('http:', 'https:');
  await givenUp(CALLS['a download']!(url), 1);
  await settled();
  expect(came).toBe(1);
});

test('who comes after one that was given up does not wait for the same connection', async () => {
  let isDeaf = true;
  const proxy = await serve((socket) => {
    if (isDeaf) return;
    socket.once('data', () => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n');
      answer('HTTP/1.1 204 No Content\r\n\r\n')(socket);
    });
  });
  process.env.HTTP_PROXY = proxy;
  const pool = new ConnectionPool(clock);
  const url = 'http://api.invalid/status';
  const first = await givenUp(CALLS['a call']!(url, pool), 1);
  expect(first).toMatchObject({ kind: 'failure', left: 'no' });
  isDeaf = false;
  expect(await CALLS['a call']!(url, pool)).toMatchObject({ kind: 'answer', status: 204 });
});
