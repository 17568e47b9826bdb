import { createHash } from 'node:crypto';
import { lruSet } from '../async/lru';
import { loadOnce } from '../async/load-once';
import { asError, messageOf } from '../values/thrown';
import type { Redis } from '../libraries/ioredis';
import { nextTick, sleep } from '../libraries/node';

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

export type Args = Array<string | number>;
type Asked = [script: Script, keys: string[], args: Args];

/**
 * The time is Redis', so that it does not matter what the processes' clocks say. Microseconds, as in all scripts: Lua
 * has whole numbers up to 2⁵³, and what a script returns is cut to a whole one.
 */
export const NOW = `
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
`;

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
const CONNECT_MS = 1_500;
/** The first ones who ask wait no longer than this. */
const FIRST_MS = 2_000;
const DISCONNECT_MS = 100;
/** How long what nobody waits for may wait for something to go out with. */
const HOLD_MS = 5;
const LONGEST_PAUSE_MS = 2_000;
/** After an answer that did not come nobody asks; after so long it is looked whether Redis answers again, for all. */
const SLOW_MS = 1_000;
/** What a former master says. */
const READ_ONLY = /\b(READONLY|NOREPLICAS)\b/;
/** Who says that for so long is asked on a new connection: after a failover the address may lead to another one. */
const READ_ONLY_MS = 1_000;
/** Who has used it for so long no more, such as a credential that was edited, keeps no connection open. */
const IDLE_MS = 10 * 60_000;
/** Trouble is told again after this. */
const REPORT_MS = 60_000;

/** ioredis' words. */
const TIMED_OUT = 'Command timed out';
const LOST = 'the connection was lost';

const redis = loadOnce(async () => await import('../libraries/ioredis'));

/**
 * The connection of this process to one Redis. It is made with the first use, and made again by itself when it was
 * lost; meanwhile whoever asks is told so at once, instead of waiting.
 */
export class RedisLink {
  private library: typeof import('../libraries/ioredis') | undefined;
  private client: Redis | undefined;
  /** The same while the connection stands, and Redis has taken who we are and the database that we want. */
  private standing: Redis | undefined;
  private opening: Promise<void> | undefined;
  private closedTimes = 0;
  private isCorked = false;
  /** What goes out with the next one. */
  private readonly held: Array<() => void> = [];
  private usedAt = 0;
  private isWatched = false;
  private isHolding = false;
  private lost: string | undefined;
  private reportedAt = -Infinity;
  /** Redis did not answer in time, and has not since. */
  private isSlow = false;
  /** Since when this connection's Redis takes nothing, as far as it was told anything: it still answers questions. */
  private readOnlySince: number | undefined;

  /**
   * @param url `redis://` or `rediss://`, with user, password and database number where there are any
   * @param idleMs after so long without use the connection is closed; the next use makes a new one
   */
  constructor(
    private readonly url: string,
    private readonly idleMs = IDLE_MS,
  ) {}

  /** Why Redis cannot be used now, as the end of a sentence; undefined while it can, or nobody has tried. */
  get trouble(): string | undefined {
    return this.lost;
  }

  /** @returns the trouble, to the first one who asks about it: one line in the log is enough */
  newTrouble(): string | undefined {
    const text = this.lost;
    if (text === undefined) return undefined;
    const now = Date.now();
    // Whatever it says: one outage has several texts, as the connection is lost first and then refused.
    if (now - this.reportedAt < REPORT_MS) return undefined;
    this.reportedAt = now;
    return text;
  }

  /** @returns what the script returned @throws {RedisTrouble} within a second or two */
  async run(...asked: Asked): Promise<unknown> {
    this.sendHeld();
    return await this.ask(...asked);
  }

  /**
   * The same, for those who do not wait for the answer: it goes out together with what is asked next, and before it, or
   * by itself after a moment.
   */
  async runSoon(...asked: Asked): Promise<unknown> {
    return await new Promise((resolve) => {
      this.held.push(() => resolve(this.ask(...asked)));
      void this.sendHeldSoon();
    });
  }

  private async sendHeldSoon(): Promise<void> {
    if (this.isHolding) return;
    this.isHolding = true;
    await sleep(HOLD_MS);
    this.isHolding = false;
    this.sendHeld();
  }

  private sendHeld(): void {
    for (const send of this.held.splice(0)) send();
  }

  private async ask({ lua, sha1 }: Script, keys: string[], args: Args): Promise<unknown> {
    this.usedAt = performance.now();
    this.watchUse();
    const client = this.standing ?? (await this.ready());
    if (this.isSlow) throw this.troubled(this.lost ?? 'it did not answer', true);
    try {
      const answer = await this.send(client, 'evalsha', [
        sha1,
        keys.length,
        ...keys,
        ...args,
      ]).catch((error: unknown) =>
        messageOf(error).startsWith('NOSCRIPT')
          ? this.send(client, 'eval', [lua, keys.length, ...keys, ...args])
          : Promise.reject(asError(error)),
      );
      this.isSlow = false;
      this.lost = undefined;
      return answer;
    } catch (error) {
      throw this.unanswered(client, asError(error));
    }
  }

  /** An answer takes less than {@link IDLE_MS}, so nobody waits for one by then. The timer keeps no process alive. */
  private watchUse(): void {
    if (this.isWatched) return;
    this.isWatched = true;
    const left = Math.ceil(this.usedAt + this.idleMs - performance.now());
    AbortSignal.timeout(Math.max(1, left)).addEventListener('abort', () => {
      this.isWatched = false;
      if (performance.now() - this.usedAt < this.idleMs || this.held.length > 0) this.watchUse();
      else void this.close();
    });
  }

  private send(client: Redis, name: string, args: Args): Promise<unknown> {
    this.cork(client);
    const command = new this.library!.Command(name, args, { replyEncoding: 'utf8' });
    const { reject } = command;
    // When this process was busy for longer than that, the answer is there, and is read next.
    command.reject = (error) => {
      if (error.message !== TIMED_OUT) reject(error);
      else AbortSignal.timeout(1).addEventListener('abort', () => reject(error));
    };
    return client.sendCommand(command) as Promise<unknown>;
  }

  /** What is asked in one go leaves in one packet: each costs more than what is in it. */
  private cork({ stream }: Redis): void {
    if (this.isCorked) return;
    this.isCorked = true;
    stream.cork();
    nextTick(() => {
      this.isCorked = false;
      stream.uncork();
    });
  }

  /** Ends the connection. The next use makes a new one. */
  async close(): Promise<void> {
    this.sendHeld();
    const { client, opening } = this;
    this.closedTimes++;
    this.client = undefined;
    this.standing = undefined;
    this.opening = undefined;
    this.isSlow = false;
    this.lost = undefined;
    client?.disconnect();
    await opening;
  }

  /** @throws while the connection is lost, except to those with whom it begins */
  private async ready(): Promise<Redis> {
    await (this.opening ??= this.open().catch((error: unknown) => {
      this.lost = this.readable(error);
      this.opening = undefined;
    }));
    if (this.standing) return this.standing;
    throw this.troubled(this.lost ?? LOST, true);
  }

  private async open(): Promise<void> {
    const { closedTimes } = this;
    const { Redis } = (this.library = await redis());
    if (closedTimes !== this.closedTimes) return;
    if (!isRedisUrl(this.url)) {
      this.lost = 'the Redis URL must begin with redis:// or rediss:// and a host';
      return;
    }
    const client = new Redis(this.url, {
      lazyConnect: true,
      enableOfflineQueue: false,
      autoResendUnfulfilledCommands: false,
      maxRetriesPerRequest: 0,
      disableClientInfo: true,
      connectTimeout: CONNECT_MS,
      disconnectTimeout: DISCONNECT_MS,
      commandTimeout: ANSWER_MS,
      maxLoadingRetryTime: 500,
      retryStrategy: (times) => Math.min(50 * 2 ** times, LONGEST_PAUSE_MS),
    });
    this.client = client;
    let isRefused = false;
    client.on('connect', () => (isRefused = false));
    client.on('ready', () => {
      // Also when what AUTH or SELECT asked for was refused: as Redis' default user, or in database 0.
      if (isRefused || this.client !== client) return;
      this.standing = client;
      this.isSlow = false;
      this.lost = undefined;
      this.readOnlySince = undefined;
    });
    client.on('close', () => {
      if (this.client !== client) return;
      this.standing = undefined;
      this.lost ??= LOST;
    });
    client.on('error', (error: Error) => {
      if (this.client !== client) return;
      this.troubled(error, true);
      if (error.name !== 'ReplyError') return;
      isRefused = true;
      this.standing = undefined;
      if (client.status !== 'reconnecting') client.disconnect(true);
    });
    const note = (error: unknown) => {
      if (this.client === client && !this.standing) this.lost ??= this.readable(error);
    };
    await new Promise<void>((resolve) => {
      client.connect().catch(note).finally(resolve);
      // A Redis that reads what it had written to its disk says so for as long as that takes.
      AbortSignal.timeout(FIRST_MS).addEventListener('abort', () => {
        note('it is not ready yet');
        resolve();
      });
    });
  }

  /** Nobody else has to find out that Redis answers again, which would cost a message its key or its turn. */
  private lookSoon(client: Redis): void {
    AbortSignal.timeout(SLOW_MS).addEventListener('abort', () => {
      if (!this.isSlow || client !== this.standing) return;
      this.send(client, 'ping', []).then(
        () => {
          this.isSlow = false;
          this.lost = undefined;
        },
        (error: unknown) => {
          this.unanswered(client, asError(error));
          // Perhaps nobody is at the other end any more, which a connection alone does not show for a long time.
          if (this.isSlow && client === this.client) client.disconnect(true);
        },
      );
    });
  }

  private unanswered(client: Redis, error: Error): RedisTrouble {
    if (error.name === 'ReplyError') {
      this.isSlow = false;
      if (READ_ONLY.test(error.message)) {
        this.readOnlySince ??= performance.now();
        const isOld = performance.now() - this.readOnlySince >= READ_ONLY_MS;
        if (isOld && client === this.client) client.disconnect(true);
      }
      return this.troubled(error, true);
    }
    if (error.message === TIMED_OUT) {
      if (!this.isSlow) this.lookSoon(client);
      this.isSlow = client === this.client;
      return this.troubled(`it did not answer within ${ANSWER_MS / 1000} s`, false);
    }
    const isUnsent = error.message.startsWith("Stream isn't writeable");
    return this.troubled((isUnsent && this.lost) || LOST, isUnsent);
  }

  private troubled(error: unknown, certain: boolean): RedisTrouble {
    this.lost = this.readable(error);
    return new RedisTrouble(this.lost, certain);
  }

  /** @returns what an error says, without the URL's secrets */
  private readable(error: unknown): string {
    // Where a host has several addresses, each of them has failed.
    const [first] = error instanceof AggregateError ? (error.errors as unknown[]) : [];
    const text = typeof error === 'string' ? error : messageOf(first ?? error);
    if (!isRedisUrl(this.url)) return text;
    const { username, password, host } = new URL(this.url);
    return [this.url, password, username, ...[password, username].map(decodeURIComponent)]
      .filter((secret) => secret.length > 2)
      .reduce((rest, secret) => rest.replaceAll(secret, '…'), text || `no answer from ${host}`);
  }
}

function isRedisUrl(url: string): boolean {
  try {
    return /^rediss?:\/\/./.test(decodeURIComponent(url)) && URL.canParse(url);
  } catch {
    return false;
  }
}

const MOST_LINKS = 1_000;

const links = new Map<string, RedisLink>();

/** @returns the link that all share who use the same URL in this process */
export function redisLink(url: string): RedisLink {
  const link = links.get(url) ?? new RedisLink(url);
  lruSet(links, MOST_LINKS, url, link);
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

/** Ends all connections of this process; the next use makes them anew. */
export async function closeRedisLinks(): Promise<void> {
  const open = [...links.values()];
  links.clear();
  await Promise.all(open.map(async (link) => await link.close()));
}
