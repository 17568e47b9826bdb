import { createHash } from 'node:crypto';
import { loadOnce } from '../async/load-once';
import { messageOf } from '../values/thrown';
import type { Redis } from '../libraries/ioredis';

/** A program that Redis runs as one step. Keys and arguments come in as `KEYS` and `ARGV`. */
export interface Script {
  /** Lua 5.1, for Redis 6.2 and newer and Valkey. */
  lua: string;
  /** By which Redis knows it, once it has seen it. */
  sha1: string;
}

/** @param lua as in a {@link Script} */
export const script = (lua: string): Script => ({
  lua,
  sha1: createHash('sha1').update(lua).digest('hex'),
});

/** Redis did not do what it was asked to. The message says why, without a full stop, and holds no secret. */
export class RedisTrouble extends Error {
  /** @param certain whether it certainly has done nothing; otherwise it perhaps has, and the answer was lost */
  constructor(
    message: string,
    readonly certain: boolean,
  ) {
    super(message);
  }
}

/** Nobody waits longer than this for one answer: what Redis is asked takes it less than a millisecond. */
const ANSWER_MS = 1_000;
const CONNECT_MS = 2_000;
const LONGEST_PAUSE_MS = 2_000;

const redis = loadOnce(async () => await import('../libraries/ioredis'));

/**
 * The connection of this process to one Redis. It is made with the first use, and made again by itself when it was
 * lost; meanwhile whoever asks is told so at once, instead of waiting.
 */
export class RedisLink {
  private client: Promise<Redis> | undefined;
  private lost: string | undefined;
  private isReported = false;

  /** @param url `redis://` or `rediss://`, with user, password and database number where there are any */
  constructor(private readonly url: string) {}

  /** Why Redis cannot be used now, as the end of a sentence; undefined while it can, or nobody has tried. */
  get trouble(): string | undefined {
    return this.lost;
  }

  /** @returns the trouble, to the first one who asks about it: one line in the log is enough */
  newTrouble(): string | undefined {
    if (this.lost === undefined || this.isReported) return undefined;
    this.isReported = true;
    return this.lost;
  }

  /** @returns what the script returned @throws {RedisTrouble} within a second or two */
  async run({ lua, sha1 }: Script, keys: string[], args: Array<string | number>): Promise<unknown> {
    const client = await this.ready();
    try {
      const answer = await client
        .evalsha(sha1, keys.length, ...keys, ...args)
        .catch(async (error: unknown) => {
          if (!messageOf(error).startsWith('NOSCRIPT')) throw error;
          return await client.eval(lua, keys.length, ...keys, ...args);
        });
      this.lost = undefined;
      this.isReported = false;
      return answer;
    } catch (error) {
      // What Redis itself refuses begins with a word in capitals, such as READONLY or OOM.
      const refused = /^(?:-?[A-Z]{3,} |Redis is |ERR )/.test(messageOf(error));
      throw this.troubled(error, refused);
    }
  }

  /** Ends the connection. The next use makes a new one. */
  async close(): Promise<void> {
    const client = await this.client?.catch(() => undefined);
    this.client = undefined;
    client?.disconnect();
  }

  private async ready(): Promise<Redis> {
    this.client ??= this.connect();
    const client = await this.client;
    if (client.status === 'ready') return client;
    throw this.troubled(new Error(this.lost ?? 'the connection was lost'), true);
  }

  private async connect(): Promise<Redis> {
    const { Redis } = await redis();
    const client = new Redis(this.url, {
      lazyConnect: true,
      enableOfflineQueue: false,
      enableAutoPipelining: true,
      maxRetriesPerRequest: 0,
      connectTimeout: CONNECT_MS,
      commandTimeout: ANSWER_MS,
      retryStrategy: (times) => Math.min(100 * 2 ** times, LONGEST_PAUSE_MS),
    });
    client.on('error', (error: unknown) => void this.troubled(error, true));
    // Ends at the latest after CONNECT_MS, as the rest does by itself later.
    await client.connect().catch((error: unknown) => void this.troubled(error, true));
    return client;
  }

  private troubled(error: unknown, certain: boolean): RedisTrouble {
    this.lost = this.withoutSecret(messageOf(error));
    return new RedisTrouble(this.lost, certain);
  }

  private withoutSecret(text: string): string {
    const { username, password, host } = new URL(this.url);
    return [this.url, password, decodeURIComponent(password), username]
      .filter((secret) => secret.length > 2)
      .reduce((rest, secret) => rest.replaceAll(secret, '…'), text || `no answer from ${host}`);
  }
}

const links = new Map<string, RedisLink>();

/** @returns the link that all share who use the same URL in this process */
export function redisLink(url: string): RedisLink {
  let link = links.get(url);
  if (!link) links.set(url, (link = new RedisLink(url)));
  return link;
}

const PING = script("return 'PONG'");

/** For a credential's test. @returns why the Redis cannot be used; undefined where it can */
export async function testRedis(url: string): Promise<string | undefined> {
  const link = new RedisLink(url);
  try {
    await link.run(PING, [], []);
    return undefined;
  } catch (error) {
    return messageOf(error);
  } finally {
    await link.close();
  }
}
