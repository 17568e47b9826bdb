import type { DeduplicationHelperFunctions, IExecuteFunctions } from 'n8n-workflow';
import { loadOnce } from '../async/load-once';
import { asError } from '../values/thrown';
import type { OnceKeyStore } from '../channel/channel-store';

/**
 * Remembers send-once keys beyond the run. Either method rejects when it could not do so for certain: what it
 * was to change may be changed all the same, unless it was {@link Unchanged}.
 */
export interface KeyMemory {
  /** @param claim which no other of this process has @returns whether the key was new; from then on it is not */
  claim(key: string, claim: string): Promise<boolean>;
  /** Forgets the key, as far as it is known to be that claim's. */
  release(key: string, claim: string): Promise<void>;
}

/** Why a memory certainly has not changed anything. */
export class Unchanged extends Error {}

/**
 * How many keys n8n keeps for a node, the newest. It holds them in one row, 27 bytes a key, which each
 * change reads and writes back as a whole.
 */
const MAX_KEYS = 50_000;
const ENTRIES = { mode: 'entries', maxEntries: MAX_KEYS } as const;

/** One for each node that has changes under way in this process: two read-modify-writes at a time would lose keys. */
const queues = new Map<string, KeyQueue>();

/** @returns what names the node among all of this n8n */
export const nodeOf = (context: IExecuteFunctions): string =>
  JSON.stringify([context.getWorkflow().id, context.getNode().id]);

/** @returns what names a key among those of all nodes */
export const nameOfKey = (node: string, key: string): string => JSON.stringify([node, key]);

/**
 * @param redis where the processes of this n8n share their keys, if they do
 * @returns the memory of the node's send-once keys, where they outlive runs and restarts: Redis, or n8n's database
 */
export function onceKeyMemory(
  context: IExecuteFunctions,
  redis: OnceKeyStore | undefined,
): KeyMemory {
  const database = databaseMemory(context);
  return redis ? new SharedKeys(nodeOf(context), redis, database, context.helpers) : database;
}

/** Keys in Redis, and those that the node noted in n8n's database before there was one. */
class SharedKeys implements KeyMemory {
  /** Where there are none, n8n's database is not asked for each key: it reads all of a node's keys for that. */
  private readonly hasOlder = loadOnce(
    async () => ((await this.helpers.getProcessedDataCount?.('node', ENTRIES)) ?? 0) > 0,
  );

  constructor(
    private readonly node: string,
    private readonly redis: OnceKeyStore,
    private readonly database: KeyMemory,
    private readonly helpers: Partial<DeduplicationHelperFunctions>,
  ) {}

  async claim(key: string, claim: string): Promise<boolean> {
    const name = nameOfKey(this.node, key);
    if (!(await this.redis.claim(name, claim))) return false;
    try {
      if (!(await this.hasOlder())) return true;
      if (!(await this.database.claim(key, claim))) return false;
      await this.database.release(key, claim); // it was only looked for there
      return true;
    } catch (error) {
      await this.redis.release(name, claim); // nothing will be sent with it
      throw asError(error);
    }
  }

  async release(key: string, claim: string): Promise<void> {
    await this.redis.release(nameOfKey(this.node, key), claim);
  }
}

function databaseMemory(context: IExecuteFunctions): KeyMemory {
  const node = nodeOf(context);
  const store = databaseOf(context.helpers);
  const change = async <Result>(make: (queue: KeyQueue) => Promise<Result>): Promise<Result> => {
    const queue = queues.get(node) ?? new KeyQueue();
    queues.set(node, queue);
    try {
      return await make(queue);
    } finally {
      if (queue.idle) queues.delete(node);
    }
  };
  return {
    claim: async (key) => await change(async (queue) => await queue.claim(key, store)),
    release: async (key) => await change(async (queue) => await queue.release(key, store)),
  };
}

function databaseOf(helpers: Partial<DeduplicationHelperFunctions>): KeyStore {
  return {
    record: async (keys) => {
      if (!helpers.checkProcessedAndRecord || !helpers.removeProcessed)
        throw new Unchanged('this version of n8n gives nodes no memory');
      const answer = await helpers.checkProcessedAndRecord(keys, 'node', ENTRIES);
      // n8n names each key in one of the two; where the row holds something else, in neither.
      if (answer.new.length + answer.processed.length < keys.length)
        throw new Unchanged('its memory of this node holds something else');
      return answer.new.map(String);
    },
    remove: async (keys) => await helpers.removeProcessed?.(keys, 'node', ENTRIES),
  };
}

/** A store of keys whose calls must not overlap, such as one that reads a list and writes it back. */
export interface KeyStore {
  /** Adds the keys, all different. @returns those that were not there before */
  record(keys: string[]): Promise<readonly string[]>;
  /** Takes the keys out. */
  remove(keys: string[]): Promise<void>;
}

interface Change {
  kind: 'claim' | 'release';
  key: string;
  store: KeyStore;
  resolve: (fresh: boolean) => void;
  reject: (error: unknown) => void;
}

/** Makes the changes to one store one call after another; those that came in meanwhile share the next call. */
export class KeyQueue {
  private readonly waiting: Change[] = [];
  private busy = false;

  /** True when no change is waiting or under way. */
  get idle(): boolean {
    return !this.busy;
  }

  /**
   * @param store the way to the store, which may be another for each execution
   * @returns whether the key was not there before. Of several claims of one key it is true for one
   */
  async claim(key: string, store: KeyStore): Promise<boolean> {
    return await this.enqueue('claim', key, store);
  }

  /** Takes the key out. */
  async release(key: string, store: KeyStore): Promise<void> {
    await this.enqueue('release', key, store);
  }

  private async enqueue(kind: Change['kind'], key: string, store: KeyStore): Promise<boolean> {
    return await new Promise((resolve, reject) => {
      this.waiting.push({ kind, key, store, resolve, reject });
      if (!this.busy) void this.work();
    });
  }

  private async work(): Promise<void> {
    this.busy = true;
    for (let batch; (batch = this.takeBatch()).length > 0;) {
      const [{ kind, store }] = batch as [Change];
      const keys = batch.map(({ key }) => key);
      try {
        const fresh = kind === 'claim' ? await store.record(keys) : await store.remove(keys);
        for (const { key, resolve } of batch) resolve(fresh?.includes(key) ?? false);
      } catch (error) {
        for (const { reject } of batch) reject(error);
      }
    }
    this.busy = false;
  }

  /** The first changes of one kind, as far as their keys differ: a key's changes keep their order. */
  private takeBatch(): Change[] {
    const keys = new Set<string>();
    const end = this.waiting.findIndex(({ kind, key }) => {
      if (kind !== this.waiting[0]?.kind || keys.has(key)) return true;
      keys.add(key);
      return false;
    });
    return this.waiting.splice(0, end === -1 ? this.waiting.length : end);
  }
}
