import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import type { Client, Dispatcher } from 'undici';
import { ConnectionPool, sharedConnections } from '../../nodes/shared/http/connection-pool';
import { FakeClock } from './fake-clock';

const API = 'https://api.example.com';
const FILES = 'https://files.example.com';

test('a connection goes to whoever asks for the same host', async () => {
  const pool = new ConnectionPool(new FakeClock());
  const api = await pool.acquire(API);
  const files = await pool.acquire(FILES);
  pool.release(API, api);
  pool.release(FILES, files);
  expect(await pool.acquire(API)).toBe(api);
  expect(await pool.acquire(FILES)).toBe(files);
});

test('hosts that were asked once do not crowd out one that is asked again and again', async () => {
  const pool = new ConnectionPool(new FakeClock());
  const api = await pool.acquire(API);
  pool.release(API, api);
  for (let host = 0; host < 300; host++) {
    const origin = `https://${host}.example.com`;
    pool.release(origin, await pool.acquire(origin));
    const again = await pool.acquire(API);
    expect(again).toBe(api);
    pool.release(API, again);
  }
});

test('who has no egress filter takes none away from the others', () => {
  const clock = new FakeClock();
  const filter = {
    validateUrl: () => Promise.resolve({ ok: true } as const),
    createSecureLookup: () => undefined,
  };
  const open = sharedConnections(clock);
  const guarded = sharedConnections(clock, filter);
  expect(guarded).not.toBe(open);
  expect(sharedConnections(clock, filter)).toBe(guarded);
  expect(sharedConnections(clock)).toBe(open);
});

describe('a connection that is expected', () => {
  let clock: FakeClock;
  let pool: ConnectionPool;
  let server: Server;
  let origin: string;
  let sockets: Socket[];
  beforeEach(async () => {
    clock = new FakeClock();
    pool = new ConnectionPool(clock);
    sockets = [];
    server = createServer((_request, response) => response.end('there'));
    server.on('connection', (socket) => sockets.push(socket));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    await askOnce();
    server.closeAllConnections();
    await noticed();
    sockets = [];
  });
  afterEach(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  const askOnce = async () => {
    pool.expect(origin)();
    const dispatcher = await pool.acquire(origin);
    await ask(dispatcher).finally(() => pool.release(origin, dispatcher));
  };
  /** Waits until this side has heard that the server has closed. */
  const noticed = async () => {
    while (pool['hasOpen'](origin, 1)) await delay(2);
  };
  const connected = async (count: number) => {
    while (sockets.length < count) await delay(2);
    await delay(20); // were there more, they would come now
    expect(sockets).toHaveLength(count);
  };
  const ask = async (dispatcher: Dispatcher, at = origin) => {
    const { body } = await dispatcher.request({ origin: at, path: '/', method: 'GET' });
    expect(await body.text()).toBe('there');
  };

  test('is open when it is taken', async () => {
    const end = pool.expect(origin);
    await connected(1);
    end();
    await ask(await pool.acquire(origin));
    expect(sockets).toHaveLength(1);
  });

  test('is opened for each who expects one, and for nobody who finds a free one', async () => {
    const ends = [pool.expect(origin), pool.expect(origin), pool.expect(origin)];
    await connected(3);
    for (const end of ends) end();
    pool.expect(origin);
    await connected(3);
  });

  test('is opened anew where the free one has long been idle', async () => {
    pool.expect(origin)();
    await connected(1);
    await clock.pass(5_000);
    pool.expect(origin);
    await connected(2);
  });

  test('is closed when nobody takes it', async () => {
    pool.expect(origin)();
    await connected(1);
    await clock.pass(4_000);
    await new Promise((resolve) => sockets[0]!.once('close', resolve));
    await ask(await pool.acquire(origin));
    expect(sockets).toHaveLength(2);
  });

  test('that has been idle too long is let go of with the next one to any host, used or not', async () => {
    const used = (await pool.acquire(origin)) as Client;
    await ask(used);
    pool.release(origin, used, 'timeout=10');
    await clock.pass(7_999);
    pool.release(FILES, await pool.acquire(FILES));
    expect(used.destroyed).toBe(false);
    await clock.pass(1);
    const kept = await pool.acquire(FILES);
    pool.release(FILES, kept);
    expect(used.destroyed).toBe(true);
    expect(await pool.acquire(FILES)).toBe(kept);
  });

  test('whose server keeps it for less than the margin is let go of at once', async () => {
    const used = (await pool.acquire(origin)) as Client;
    await ask(used);
    pool.release(origin, used, 'timeout=1');
    expect(used.destroyed).toBe(true);
    expect(pool['idle']).toEqual([]);
  });

  test('is made again when the server has closed it', async () => {
    pool.expect(origin)();
    await connected(1);
    sockets[0]!.destroy();
    await noticed();
    await ask(await pool.acquire(origin));
    expect(sockets).toHaveLength(2);
  });

  test('fails as any other does when there is no server', async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    pool.expect(origin)();
    const dispatcher = await pool.acquire(origin);
    await expect(ask(dispatcher)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });

  test('is not opened before the host was reached once', async () => {
    pool = new ConnectionPool(clock);
    pool.expect(origin);
    await connected(0);
  });

  test('is not opened where there is a proxy in between', async () => {
    pool = new ConnectionPool(clock);
    process.env.HTTP_PROXY = 'http://127.0.0.1:9';
    await expect(askOnce()).rejects.toThrow();
    delete process.env.HTTP_PROXY;
    pool.expect(origin);
    await connected(0);
  });

  test('is closed when others crowd it out', async () => {
    pool.expect(origin)();
    await connected(1);
    for (let host = 0; host < 100; host++) {
      const other = `http://${host}.example.com`;
      pool.release(other, await pool.acquire(other));
    }
    await new Promise((resolve) => sockets[0]!.once('close', resolve));
  });

  test('and used is closed, too, when others crowd it out', async () => {
    const used = (await pool.acquire(origin)) as Client;
    await ask(used);
    pool.release(origin, used);
    for (let host = 0; host < 100; host++) {
      const other = `http://${host}.example.com`;
      pool.release(other, await pool.acquire(other));
    }
    expect(used.destroyed).toBe(true);
    if (!sockets[0]!.destroyed) await new Promise((resolve) => sockets[0]!.once('close', resolve));
  });

  describe('where there is a proxy', () => {
    let proxy: Server;
    let tunnels: string[];
    beforeEach(async () => {
      tunnels = [];
      proxy = createServer();
      proxy.on('connect', (request, client) => {
        tunnels.push(request.url ?? '');
        const { hostname, port } = new URL(`http://${request.url}`);
        const upstream = connect(Number(port), hostname, () => {
          client.write('HTTP/1.1 200 Connection established\r\n\r\n');
          upstream.pipe(client).pipe(upstream);
        });
        for (const socket of [client, upstream]) socket.on('error', () => socket.destroy());
      });
      await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
      const url = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
      Object.assign(process.env, { HTTP_PROXY: url, HTTPS_PROXY: url });
      pool = new ConnectionPool(clock);
    });
    afterEach(() => {
      delete process.env.HTTP_PROXY;
      delete process.env.HTTPS_PROXY;
      proxy.closeAllConnections();
      proxy.close();
    });

    test('each connection goes through it, also one made anew or beside another', async () => {
      const both = [await pool.acquire(origin), await pool.acquire(origin)];
      await Promise.all(both.map(async (each) => await ask(each)));
      for (const dispatcher of both) pool.release(origin, dispatcher);
      server.closeAllConnections();
      await noticed();
      pool.expect(origin);
      for (let time = 0; time < 3; time++) await ask(await pool.acquire(origin));
      expect(tunnels).toEqual(Array.from({ length: 5 }, () => new URL(origin).host));
      expect(sockets).toHaveLength(5);
    });

    test('one to a server that speaks TLS does, too', async () => {
      const host = 'files.invalid:443'; // nobody is there: the proxy cannot connect, either
      proxy.removeAllListeners('connect');
      proxy.on('connect', (request, client) => {
        tunnels.push(request.url ?? '');
        client.end('HTTP/1.1 502 Bad Gateway\r\n\r\n');
      });
      for (let time = 0; time < 2; time++) {
        const dispatcher = await pool.acquire('https://files.invalid');
        await expect(ask(dispatcher, 'https://files.invalid')).rejects.toThrow();
      }
      expect(tunnels).toEqual([host, host]);
    });
  });
});
