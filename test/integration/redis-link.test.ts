import { execFile, execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createServer as createTlsServer } from 'node:tls';
import { promisify } from 'node:util';
import { transformSync } from 'esbuild';

import { freePort, temporaryFolder } from '../../lab/servers/start-process';
import { RedisLink, RedisTrouble, redisLink, script } from '../../nodes/shared/channel/redis-link';
import { useRedis } from './use-redis';

const COUNT = script(`return redis.call('INCR', KEYS[1])`);
const QUESTION = script(`return 1`);
const DATABASE = script(`redis.call('SET', KEYS[1], 'here') return 'written'`);

const count = (link: RedisLink, key = 'n8n-1msg:test') => link.run(COUNT, [key], []);

/** @returns the trouble, and after how many milliseconds it came */
async function troubleOf(
  running: Promise<unknown>,
): Promise<{ trouble: RedisTrouble; ms: number }> {
  const started = performance.now();
  const thrown: unknown = await running.then(
    () => new Error('no trouble'),
    (error: unknown) => error,
  );
  if (!(thrown instanceof RedisTrouble)) throw thrown;
  return { trouble: thrown, ms: performance.now() - started };
}

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return typeof address === 'object' ? address!.port : 0;
}

/** Asks until Redis answers. */
async function answered(link: RedisLink, key?: string): Promise<unknown> {
  const deadline = Date.now() + 10_000;
  for (;;) {
    try {
      return await count(link, key);
    } catch (error) {
      if (Date.now() > deadline) throw error;
      await sleep(50);
    }
  }
}

describe('Redis as it should be', () => {
  const redis = useRedis();
  beforeEach(() => redis.admin.flushall());

  test('scripts are run, also at the same moment, and one that Redis does not know yet', async () => {
    const link = redis.link();
    await redis.admin.script('FLUSH');
    const answers = await Promise.all(Array.from({ length: 100 }, () => count(link)));
    expect(answers).toEqual(Array.from({ length: 100 }, (_, index) => index + 1));
    await redis.admin.script('FLUSH');
    expect(await count(link)).toBe(101);
    expect(link.trouble).toBeUndefined();
  });

  test('the database of the URL is used', async () => {
    await redis.link(`${redis.url}/7`).run(DATABASE, ['n8n-1msg:test'], []);
    expect(await redis.admin.get('n8n-1msg:test')).toBeNull();
    await redis.admin.select(7);
    expect(await redis.admin.get('n8n-1msg:test')).toBe('here');
    await redis.admin.select(0);
  });

  test('a database that there is not is trouble', async () => {
    const { trouble } = await troubleOf(count(redis.link(`${redis.url}/99`)));
    expect(trouble.message).toMatch(/DB index is out of range/);
    expect(trouble.certain).toBe(true);
  });

  test('user and password of the URL are used', async () => {
    await redis.admin.call(
      ...([
        'ACL',
        'SETUSER',
        'sender',
        'on',
        '>p@ss/word',
        '~n8n-1msg:*',
        '+@all',
        '-@dangerous',
      ] as const),
    );
    const link = redis.link(
      redis.url.replace('//', `//sender:${encodeURIComponent('p@ss/word')}@`),
    );
    expect(await count(link)).toBe(1);
    const { trouble } = await troubleOf(count(link, 'other'));
    expect(trouble).toMatchObject({ certain: true });
    expect(trouble.message).toMatch(/NOPERM|permission/);
  });

  test('a wrong password is told, without it', async () => {
    const link = redis.link(redis.url.replace('//', '//sender:secret-of-ours@'));
    const { trouble } = await troubleOf(count(link));
    expect(trouble.message).toMatch(/WRONGPASS/);
    expect(trouble.message).not.toMatch(/secret-of-ours/);
    expect(trouble.certain).toBe(true);
    await sleep(300);
    expect((await troubleOf(count(link))).trouble.message).toMatch(/WRONGPASS/);
  });

  test('what is no Redis URL is told, without it', async () => {
    const urls = ['', 'not a url', 'redis://', 'localhost:6379'];
    for (const url of [
      ...urls,
      'https://:of-secret@a.b',
      redis.url.replace('//', '//:100%of-secret@'),
    ])
      expect((await troubleOf(count(redis.link(url)))).trouble).toMatchObject({
        message: 'the Redis URL must begin with redis:// or rediss:// and a host',
        certain: true,
      });
  });

  test('an error in a script is told, and the connection stays', async () => {
    const link = redis.link();
    await redis.admin.set('n8n-1msg:test', 'no number');
    const { trouble } = await troubleOf(count(link));
    expect(trouble.message).toMatch(/not an integer/);
    expect(await count(link, 'n8n-1msg:other')).toBe(1);
    expect(link.trouble).toBeUndefined();
  });

  test('a replica, which must not be written to, is trouble, and nothing was done', async () => {
    const link = redis.link();
    await count(link);
    await redis.admin.replicaof('127.0.0.1', 1);
    const { trouble } = await troubleOf(count(link));
    await redis.admin.replicaof('NO', 'ONE');
    expect(trouble.message).toMatch(/READONLY/);
    expect(trouble.certain).toBe(true);
    expect(await count(link)).toBe(2);
  });

  test('a Redis without memory is trouble, and nothing was done', async () => {
    const link = redis.link();
    await count(link);
    await redis.admin.config('SET', 'maxmemory', '1');
    const { trouble } = await troubleOf(count(link));
    await redis.admin.config('SET', 'maxmemory', '0');
    expect(trouble.message).toMatch(/OOM/);
    expect(trouble.certain).toBe(true);
    expect(await count(link)).toBe(2);
  });

  test('while Redis is slow one waits a second for it, and everybody else is told at once', async () => {
    const link = redis.link();
    await count(link);
    await redis.admin.client('PAUSE', 2_500, 'ALL');
    const first = await Promise.all(Array.from({ length: 5 }, () => troubleOf(count(link))));
    for (const { trouble, ms } of first) {
      expect(trouble.certain).toBe(false);
      expect(trouble.message).toMatch(/did not answer/);
      expect(ms).toBeGreaterThan(900);
      expect(ms).toBeLessThan(2_000);
    }
    for (let caller = 0; caller < 20; caller++) {
      const { trouble, ms } = await troubleOf(count(link));
      expect(ms).toBeLessThan(50);
      expect(trouble.certain).toBe(true);
    }
    expect(link.trouble).toMatch(/did not answer/);
    await answered(link);
    expect(link.trouble).toBeUndefined();
  });

  test('once Redis is quick again, all who ask at the same moment are answered', async () => {
    const link = redis.link();
    await count(link);
    await redis.admin.client('PAUSE', 1_200, 'ALL');
    await troubleOf(count(link));
    while (link.trouble !== undefined) await sleep(50);
    const answers = await Promise.all(Array.from({ length: 10 }, () => count(link)));
    expect(answers).toEqual(Array.from({ length: 10 }, (_, index) => index + 3));
  });

  test('an answer that came while this process was busy with something else counts', async () => {
    const link = redis.link();
    await count(link);
    const answers = Promise.all(Array.from({ length: 5 }, () => count(link)));
    await new Promise(setImmediate);
    const busyUntil = Date.now() + 1_300;
    while (Date.now() < busyUntil);
    expect(await answers).toEqual([2, 3, 4, 5, 6]);
    expect(link.trouble).toBeUndefined();
  });

  test('trouble is reported once, and again after it had gone', async () => {
    const link = redis.link();
    await count(link);
    expect(link.newTrouble()).toBeUndefined();
    const now = jest.spyOn(Date, 'now');
    for (let time = 0; time < 2; time++) {
      await redis.admin.replicaof('127.0.0.1', 1);
      await troubleOf(count(link));
      await troubleOf(count(link));
      expect(link.newTrouble()).toMatch(/READONLY/);
      expect(link.newTrouble()).toBeUndefined();
      await redis.admin.replicaof('NO', 'ONE');
      await count(link);
      // One that comes and goes does not fill the log.
      await redis.admin.replicaof('127.0.0.1', 1);
      await troubleOf(count(link));
      expect(link.newTrouble()).toBeUndefined();
      await redis.admin.replicaof('NO', 'ONE');
      now.mockReturnValue(Date.now() + 61_000);
    }
    now.mockRestore();
  });

  test('who uses the same URL uses the same link', () => {
    expect(redisLink(redis.url)).toBe(redisLink(redis.url));
    expect(redisLink(redis.url)).not.toBe(redisLink(`${redis.url}/1`));
  });

  test('a link that nobody uses any more is closed, one that is used is not, and the next use opens it', async () => {
    const [idle, used] = [new RedisLink(redis.url, 300), new RedisLink(redis.url, 300)];
    const open = async () =>
      String(await redis.admin.client('LIST'))
        .trim()
        .split('\n').length;
    const others = await open();
    await Promise.all([count(idle), count(used)]);
    expect(await open()).toBe(others + 2);
    while ((await open()) > others + 1) await count(used);
    for (let uses = 0; uses < 20; uses++) {
      await sleep(20);
      await count(used);
    }
    expect(await open()).toBe(others + 1);
    expect(await count(idle)).toBeGreaterThan(0);
    expect(await open()).toBe(others + 2);
    await Promise.all([idle.close(), used.close()]);
  });

  test('a link that was closed is opened by its next use', async () => {
    const link = redis.link();
    await count(link);
    await link.close();
    await link.close();
    expect(await count(link)).toBe(2);
  });
});

describe('a Redis that goes', () => {
  const redis = useRedis();

  test('is not waited for while it is down, and used as soon as it is back, also empty', async () => {
    const link = redis.link();
    await redis.kill();
    expect((await troubleOf(count(link))).trouble.message).toMatch(/ECONNREFUSED/);
    for (let caller = 0; caller < 20; caller++) {
      const { trouble, ms } = await troubleOf(count(link));
      expect(ms).toBeLessThan(50);
      expect(trouble.certain).toBe(true);
    }
    await redis.start();
    expect(await answered(link)).toBe(1);
    expect(link.trouble).toBeUndefined();
    await redis.kill();
    await redis.start();
    // It has forgotten the script, too.
    expect(await answered(link)).toBe(1);
  });

  test('on the way: what was sent perhaps was done, what comes after it was not', async () => {
    const link = redis.link();
    await answered(link);
    redis.freeze();
    const outstanding = Array.from({ length: 3 }, () => troubleOf(count(link)));
    await sleep(100);
    await redis.kill();
    for (const { trouble, ms } of await Promise.all(outstanding)) {
      expect(trouble.certain).toBe(false);
      expect(trouble.message).toMatch(/connection was lost/);
      expect(ms).toBeLessThan(1_000);
    }
    expect((await troubleOf(count(link))).trouble.certain).toBe(true);
    await redis.start();
    expect(await answered(link)).toBe(1);
  });

  test('without a word, as a machine without power: a new connection is made', async () => {
    const link = redis.link();
    await answered(link);
    redis.freeze();
    await troubleOf(count(link));
    for (let asked = 0; asked < 70; asked++) {
      expect((await troubleOf(count(link))).ms).toBeLessThan(2_500);
      await sleep(50);
    }
    redis.goOn();
    await answered(link);
    expect(link.trouble).toBeUndefined();
    const clients = (await redis.admin.client('LIST')) as string;
    expect(clients.trim().split('\n')).toHaveLength(2);
  });

  test('that still reads its data from its disk is not waited for', async () => {
    const info = 'loading:1\r\nloading_eta_seconds:30\r\n';
    const loading = createServer((socket) =>
      socket.on('data', () => socket.write(`$${info.length}\r\n${info}\r\n`)),
    );
    const link = redis.link(`redis://127.0.0.1:${await listen(loading)}`);
    const { trouble, ms } = await troubleOf(count(link));
    expect(trouble.message).toBe('it is not ready yet');
    expect(ms).toBeLessThan(2_500);
    expect((await troubleOf(count(link))).ms).toBeLessThan(50);
    await link.close();
    loading.close();
  });

  test('a host that says nothing is given up after two seconds, and costs nobody else any', async () => {
    const silent = createServer();
    const link = redis.link(`redis://127.0.0.1:${await listen(silent)}`);
    expect((await troubleOf(count(link))).ms).toBeLessThan(2_500);
    expect((await troubleOf(count(link))).ms).toBeLessThan(50);
    silent.close();
  });
});

describe('a failover that cuts no connection', () => {
  const former = useRedis();
  const now = useRedis();

  test('leads to the new master, though the former one still answers questions', async () => {
    let port = former.port;
    const sockets: Socket[] = [];
    const server = createServer((socket) => {
      const other = connect(port, '127.0.0.1');
      sockets.push(socket, other);
      for (const each of [socket, other]) each.on('error', () => undefined);
      socket.pipe(other).pipe(socket);
    });
    const link = former.link(`redis://127.0.0.1:${await listen(server)}`);
    await count(link);
    await former.admin.replicaof('127.0.0.1', now.port);
    ({ port } = now);
    const asking = setInterval(() => void link.run(QUESTION, [], []).catch(() => undefined), 50);
    await answered(link, 'n8n-1msg:after');
    clearInterval(asking);
    expect(await now.admin.get('n8n-1msg:after')).toBe('1');
    await link.close();
    for (const socket of sockets) socket.destroy();
    server.close();
  });
});

test('over TLS a certificate that nobody vouches for is refused', async () => {
  const folder = temporaryFolder('1msg-tls-');
  const [keyFile, certFile] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
  const subject = ['-subj', '/CN=localhost', '-days', '1'];
  execFileSync(
    'openssl',
    'req -x509 -newkey rsa:2048 -nodes'
      .split(' ')
      .concat(subject, '-keyout', keyFile, '-out', certFile),
    { stdio: 'ignore' },
  );
  const server = createTlsServer({ key: readFileSync(keyFile), cert: readFileSync(certFile) });
  server.on('tlsClientError', () => undefined);
  const port = await listen(server);
  const link = new RedisLink(`rediss://127.0.0.1:${port}`);
  const { trouble } = await troubleOf(count(link));
  expect(trouble.message).toMatch(/self-signed certificate$/);
  expect(trouble.certain).toBe(true);
  await link.close();
  server.close();
});

describe('a process whose links are closed ends by itself', () => {
  const redis = useRedis();

  const MODULE = join(__dirname, '../../nodes/shared/channel/redis-link.ts');

  test.each([
    ['after it was used', 'await link.run(count, ["n8n-1msg:test"], []); await link.close();'],
    [
      'while Redis is looked for',
      'link.run(count, ["n8n-1msg:test"], []).catch(() => 0); await link.close();',
    ],
  ])('%s', (_when, does) => expectToEnd(redis.url, does));

  test('where there is no Redis', async () => {
    const does = 'await link.run(count, ["n8n-1msg:test"], []).catch(() => 0); await link.close();';
    await expectToEnd(`redis://127.0.0.1:${await freePort()}`, does);
  });

  async function expectToEnd(url: string, does: string) {
    const program = `
      import { RedisLink, script } from ${JSON.stringify(MODULE)};
      const count = script("return redis.call('INCR', KEYS[1])");
      const link = new RedisLink(${JSON.stringify(url)});
      void (async () => { ${does} console.log('closed'); })();`;
    const { stdout } = await promisify(execFile)(
      process.execPath,
      ['--import', 'tsx', '--input-type=commonjs', '--eval', transform(program)],
      { cwd: join(__dirname, '../..'), timeout: 15_000 },
    );
    expect(stdout).toBe('closed\n');
  }
});

/** What `node --eval` takes. */
const transform = (program: string) => transformSync(program, { loader: 'ts', format: 'cjs' }).code;
