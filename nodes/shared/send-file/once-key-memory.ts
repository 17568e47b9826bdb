import type { DeduplicationHelperFunctions, IExecuteFunctions } from 'n8n-workflow';
import type { KeyStore } from './key-queue';
import { KeyQueue } from './key-queue';
import { OnceKeys, Unchanged } from './send-once';

/**
 * How many keys n8n keeps for a node, the newest. It holds them in one row, 27 bytes a key, which each
 * change reads and writes back as a whole.
 */
const MAX_KEYS = 50_000;
const ENTRIES = { mode: 'entries', maxEntries: MAX_KEYS } as const;

/** One for each node that has changes under way in this process: two read-modify-writes at a time would lose keys. */
const queues = new Map<string, KeyQueue>();

/** @returns the node's send-once keys, remembered in n8n's database, where they outlive runs and restarts */
export function onceKeysOf(context: IExecuteFunctions): OnceKeys {
  const node = JSON.stringify([context.getWorkflow().id, context.getNode().id]);
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
  return new OnceKeys(node, {
    claim: async (key) => await change(async (queue) => await queue.claim(key, store)),
    release: async (key) => await change(async (queue) => await queue.release(key, store)),
  });
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
