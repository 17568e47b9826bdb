import { hash, randomBytes } from 'node:crypto';
import { lruSet } from '../async/lru';
import { asError } from '../values/thrown';
import type { OnceKeyStore } from './channel-store';
import { type RedisLink, RedisTrouble, script } from './redis-link';

/** Of all that is ours in Redis. */
export const PREFIX = 'n8n-1msg:';
/** Base64: 132 bits, so that no two of anything have the same. */
export const HASH_LENGTH = 22;

/** @returns what stands for a text in Redis, where nobody is to read it */
export const hashOf = (text: string): string =>
  hash('sha256', text, 'base64url').slice(0, HASH_LENGTH);

/** @returns where a send-once key stands */
export const onceEntry = (key: string): string => `${PREFIX}once:${hashOf(key)}`;

const ONCE_KEY_LIFE = 400 * 24 * 3_600_000;

/** Keys that wait to be freed: no more than these are remembered. */
const MOST_OWED = 10_000;

/** ARGV: the claim, then former ones of the same process that are to be given back, and may stand there. */
const CLAIM = script(`
if redis.call('SET', KEYS[1], ARGV[1], 'PX', ${ONCE_KEY_LIFE}, 'NX') then return 1 end
local claim = redis.call('GET', KEYS[1])
for i = 2, #ARGV do
  if claim == ARGV[i] then
    redis.call('SET', KEYS[1], ARGV[1], 'PX', ${ONCE_KEY_LIFE})
    return 1
  end
end
return 0
`);

/** ARGV: of each key the claim that is given back. Another one stays. */
const RELEASE = script(`
for i = 1, #KEYS do
  if redis.call('GET', KEYS[i]) == ARGV[i] then redis.call('DEL', KEYS[i]) end
end
`);

/**
 * The send-once keys that all processes share. A claim whose answer was lost, or a release that Redis could not be told
 * of, is remembered, and made up for as soon as it answers: or an item that was never sent would count as sent.
 */
export class RedisOnceKeys implements OnceKeyStore {
  /** By which claims are known as this store's. */
  private readonly claimant = randomBytes(6).toString('base64url');
  /** Claims that stand in Redis, or perhaps do, but are to be given back: by key. */
  private readonly owed = new Map<string, Set<string>>();
  private isSettling = false;

  constructor(private readonly link: Pick<RedisLink, 'run'>) {}

  async claim(key: string, claim = ''): Promise<boolean> {
    const entry = onceEntry(key);
    const name = this.nameOf(claim);
    const owed = [...(this.owed.get(entry) ?? [])];
    try {
      const isClaimed = (await this.link.run(CLAIM, [entry], [name, ...owed])) === 1;
      this.paid(entry, owed); // by now another one stands there
      await this.makeUp();
      return isClaimed;
    } catch (error) {
      // What was perhaps claimed is used by nobody: its item is not sent.
      if (!(error instanceof RedisTrouble) || !error.certain) this.owe(entry, name);
      throw asError(error);
    }
  }

  async release(key: string, claim = ''): Promise<void> {
    this.owe(onceEntry(key), this.nameOf(claim));
    await this.settle();
  }

  /** Redis is there, so that it can be made up for what it could not be told before. */
  async makeUp(): Promise<void> {
    if (this.owed.size === 0 || this.isSettling) return;
    this.isSettling = true;
    await this.settle().catch(() => undefined);
    this.isSettling = false;
  }

  /** @returns what stands in Redis for a claim */
  nameOf(claim = ''): string {
    return this.claimant + claim;
  }

  private owe(entry: string, claim: string): void {
    const claims = this.owed.get(entry) ?? new Set();
    lruSet(this.owed, MOST_OWED, entry, claims.add(claim));
  }

  /** They are not owed any more. */
  private paid(entry: string, claims: readonly string[]): void {
    const owed = this.owed.get(entry);
    for (const claim of claims) owed?.delete(claim);
    if (owed?.size === 0) this.owed.delete(entry);
  }

  /** Frees what is to be free. */
  private async settle(): Promise<void> {
    const all = [...this.owed].flatMap(([entry, claims]) =>
      [...claims].map((claim): [string, string] => [entry, claim]),
    );
    await this.link.run(
      RELEASE,
      all.map(([entry]) => entry),
      all.map(([, claim]) => claim),
    );
    for (const [entry, claim] of all) this.paid(entry, [claim]);
  }
}
