import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import type { Dispatcher } from 'undici';
import { ConnectionShelf, sharedConnections } from '../../nodes/shared/http/connection-shelf';
import { FakeClock } from './fake-clock';

const API = 'https://api.example.com';
const FILES = 'https://files.example.com';

test('a connection goes to whoever asks for the same host', async () => {
  const shelf = new ConnectionShelf(new FakeClock());
  const api = await shelf.take(API);
  const files = await shelf.take(FILES);
  shelf.giveBack(API, api);
  shelf.giveBack(FILES, files);
  expect(await shelf.take(API)).toBe(api);
  expect(await shelf.take(FILES)).toBe(files);
});

test('hosts that were asked once do not crowd out one that is asked again and again', async () => {
  const shelf = new ConnectionShelf(new FakeClock());
  const api = await shelf.take(API);
  shelf.giveBack(API, api);
  for (let host = 0; host < 300; host++) {
    const origin = `https://${host}.example.com`;
    shelf.giveBack(origin, await shelf.take(origin));
    const again = await shelf.take(API);
    expect(again).toBe(api);
    shelf.giveBack(API, again);
  }
});

test('who has no egress filter, such as a test of a credential, takes none away from the others', () => {
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
  let shelf: ConnectionShelf;
  let server: Server;
  let origin: string;
  let sockets: Socket[];
  beforeEach(async () => {
    clock = new FakeClock();
    shelf = new ConnectionShelf(clock);
    sockets = [];
    server = createServer((_request, response) => response.end('there'));
    server.on('connection', (socket) => sockets.push(socket));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    await askOnce();
    server.closeAllConnections();
    await delay(20);
    sockets = [];
  });
  afterEach(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  const askOnce = async () => {
    shelf.expect(origin)();
    const dispatcher = await shelf.take(origin);
    await ask(dispatcher).finally(() => shelf.giveBack(origin, dispatcher));
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
    const end = shelf.expect(origin);
    await connected(1);
    end();
    await ask(await shelf.take(origin));
    expect(sockets).toHaveLength(1);
  });

  test('is opened for each who expects one, and for nobody who finds a free one', async () => {
    const ends = [shelf.expect(origin), shelf.expect(origin), shelf.expect(origin)];
    await connected(3);
    for (const end of ends) end();
    shelf.expect(origin);
    await connected(3);
  });

  test('is opened anew where the free one has long been idle', async () => {
    shelf.expect(origin)();
    await connected(1);
    await clock.pass(5_000);
    shelf.expect(origin);
    await connected(2);
  });

  test('is closed when nobody takes it', async () => {
    shelf.expect(origin)();
    await connected(1);
    await clock.pass(4_000);
    await new Promise((resolve) => sockets[0]!.once('close', resolve));
    await ask(await shelf.take(origin));
    expect(sockets).toHaveLength(2);
  });

  test('is made again when the server has closed it', async () => {
    shelf.expect(origin)();
    await connected(1);
    sockets[0]!.destroy();
    await delay(20);
    await ask(await shelf.take(origin));
    expect(sockets).toHaveLength(2);
  });

  test('fails as any other does when there is no server', async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    shelf.expect(origin)();
    const dispatcher = await shelf.take(origin);
    await expect(ask(dispatcher)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });

  test('is not opened before the host was reached once', async () => {
    shelf = new ConnectionShelf(clock);
    shelf.expect(origin);
    await connected(0);
  });

  test('is not opened where there is a proxy in between', async () => {
    shelf = new ConnectionShelf(clock);
    process.env.HTTP_PROXY = 'http://127.0.0.1:9';
    await expect(askOnce()).rejects.toThrow();
    delete process.env.HTTP_PROXY;
    shelf.expect(origin);
    await connected(0);
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
      shelf = new ConnectionShelf(clock);
    });
    afterEach(() => {
      delete process.env.HTTP_PROXY;
      delete process.env.HTTPS_PROXY;
      proxy.closeAllConnections();
      proxy.close();
    });

    test('each connection goes through it, also one made anew or beside another', async () => {
      const both = [await shelf.take(origin), await shelf.take(origin)];
      await Promise.all(both.map(async (each) => await ask(each)));
      for (const dispatcher of both) shelf.giveBack(origin, dispatcher);
      server.closeAllConnections();
      await delay(20);
      shelf.expect(origin);
      for (let time = 0; time < 3; time++) await ask(await shelf.take(origin));
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
        const dispatcher = await shelf.take('https://files.invalid');
        await expect(ask(dispatcher, 'https://files.invalid')).rejects.toThrow();
      }
      expect(tunnels).toEqual([host, host]);
    });
  });
});
