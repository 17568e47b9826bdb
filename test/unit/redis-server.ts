import { ensureRedis } from '../../lab/servers/debian';
import { startRedis } from '../../lab/servers/redis';

/** A Redis of a test's own, which keeps everything in memory and forgets it when it is killed. */
export class RedisServer {
  private constructor(
    readonly url: string,
    /** As when the machine it runs on is gone. */
    readonly kill: () => Promise<void>,
    /** Starts it again on the same port, empty. */
    readonly restart: () => Promise<void>,
  ) {}

  /** Starts it on a free port of loopback. */
  static async start(): Promise<RedisServer> {
    const server = await startRedis(ensureRedis());
    return new RedisServer(
      `redis://127.0.0.1:${server.port}`,
      async () => await server.kill(),
      async () => await server.start(),
    );
  }
}
