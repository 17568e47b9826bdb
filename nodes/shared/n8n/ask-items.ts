import type {
  IBinaryKeyData,
  IDataObject,
  IExecuteFunctions,
  INodeExecutionData,
} from 'n8n-workflow';
import { InputError } from '../values/input-error';
import type { Explanation } from '../provider/explain-outcome';
import type { SendErrorCode } from '../provider/send-outcome';
import { runByRecipient } from '../async/run-by-recipient';
import { ItemRun } from './item-run';
import { n8nClock } from './n8n-clock';
import { messageOf } from '../values/thrown';

/** The answer to one item's question, or why there is none. */
export type Reply = { json: object; binary?: IBinaryKeyData } | { failure: Explanation };

const CONCURRENCY = 10;

/**
 * Asks the provider something for each input item, several at a time.
 * @param ask what it throws is the item's own fault: an expression that fails; the signal is aborted when the run stops.
 * It gives nothing for an item that it left undone for that
 * @returns one item an input item, in input order
 * @throws the error of the first item that failed, unless the node continues on errors
 */
export async function askItems(
  context: IExecuteFunctions,
  ask: (item: number, signal: AbortSignal) => Promise<Reply | undefined>,
  concurrency = CONCURRENCY,
): Promise<INodeExecutionData[]> {
  const run = new ItemRun(context, false);
  await runByRecipient({
    count: context.getInputData().length,
    concurrency,
    signal: run.signal,
    clock: n8nClock,
    recipientOf: (item) => Promise.resolve(String(item)), // questions need no order
    work: async (item) => {
      const reply = await ask(item, run.signal).catch((error) => failedToAsk(error, 'REJECTED'));
      if (!reply) return;
      if ('json' in reply) run.succeeded(item, reply.json as IDataObject, reply.binary);
      else run.failed(item, reply.failure);
    },
  });
  return run.finish();
}

/**
 * @param error an {@link InputError}, or what n8n says of an expression
 * @param code where it has none of its own
 */
export function failedToAsk(error: unknown, code: SendErrorCode): Reply {
  const message = messageOf(error);
  const errorCode = error instanceof InputError ? error.code : code;
  const description = 'Nothing was asked for this item.';
  return { failure: { errorCode, message, description } };
}
