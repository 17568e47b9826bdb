import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { Redis } from 'ioredis';

import { ensureRedis } from '../../lab/servers/debian';
import { freePort, startProcess, temporaryFolder } from '../../lab/servers/start-process';
import { closeRedisLinks, RedisLink } from '../../nodes/shared/channel/redis-link';

/** A Redis of a test's own, on a free port of loopback. What it keeps is gone when it ends. */
export interface RedisAtHand {
  port: number;
  url: string;
  /** A connection to look into it. It comes back by itself when Redis does. */
  admin: Redis;
  /** A process's connection, closed after the test. */
  link(url?: string): RedisLink;
  start(): Promise<void>;
  /** As when the machine loses its power. */
  kill(): Promise<void>;
  /** It takes bytes, and answers nothing, until {@link goOn}. */
  freeze(): void;
  goOn(): void;
}

/** @param settings as on redis-server's command line */
export function useRedis(
  settings: (folder: string) => string[] = () => [],
  options: { password?: string } = {},
): RedisAtHand {
  const folder = temporaryFolder('1msg-redis-');
  const links: RedisLink[] = [];
  let pid = 0;
  const signal = (name: NodeJS.Signals) => pid > 0 && process.kill(pid, name);
  const redis = {
    link(url = redis.url) {
      const link = new RedisLink(url);
      links.push(link);
      return link;
    },
    async start() {
      const { port } = redis;
      const server = await startProcess({
        title: 'Redis',
        program: ensureRedis(),
        args: [
          ...['--port', String(port), '--bind', '127.0.0.1', '--dir', folder, '--save', ''],
          ...settings(folder),
        ],
        logFile: join(folder, 'redis.log'),
        readyWhen: port,
      });
      pid = server.pid();
      // The answer says that it has come back.
      await redis.admin.ping();
    },
    async kill() {
      signal('SIGKILL');
      pid = 0;
      while (redis.admin.status === 'ready') await new Promise(setImmediate);
    },
    freeze: () => void signal('SIGSTOP'),
    goOn: () => void signal('SIGCONT'),
  } as RedisAtHand;
  beforeAll(async () => {
    redis.port = await freePort();
    redis.url = `redis://127.0.0.1:${redis.port}`;
    redis.admin = new Redis({
      port: redis.port,
      password: options.password,
      lazyConnect: true,
      retryStrategy: () => 20,
      maxRetriesPerRequest: null,
    });
    redis.admin.on('error', () => undefined);
    await redis.start();
  });
  afterEach(async () => {
    await Promise.all(links.splice(0).map((link) => link.close()));
  });
  afterAll(async () => {
    await closeRedisLinks();
    redis.admin.disconnect();
    signal('SIGKILL');
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  });
  return redis;
}
