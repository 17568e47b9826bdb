import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';
import { redact } from '../http/redact';
import { InputError } from '../values/input-error';
import type { Explanation } from '../provider/explain-outcome';
import type { SendErrorCode } from '../provider/send-outcome';
import { readChoice } from '../parameters/read-option';
import { ItemRun } from './item-run';

const NOTHING_DONE = 'Nothing was done for any item.';

/** A run could not begin, which is no item's fault. */
class NotBegun extends Error {
  constructor(
    readonly errorCode: SendErrorCode,
    readonly reason: Error,
  ) {
    super(reason.message);
  }
}

/** Does what has to be done before the first item; what goes wrong in it is for {@link runOperation}. */
export async function beforeItems<Result>(
  errorCode: SendErrorCode,
  prepare: () => Result | Promise<Result>,
): Promise<Result> {
  return await Promise.resolve()
    .then(prepare)
    .catch((error: Error) => Promise.reject(new NotBegun(errorCode, error)));
}

/**
 * Runs the operation that is chosen in a node. Where it cannot begin, or breaks off, and the node continues on errors,
 * each item fails: n8n would pass the input on, as if something had been done.
 * @param operations what a node does, by the names of its operations
 * @throws what went wrong, if the node does not continue
 */
export async function runOperation(
  context: IExecuteFunctions,
  operations: Record<string, (context: IExecuteFunctions) => Promise<INodeExecutionData[]>>,
): Promise<INodeExecutionData[][]> {
  const run = async () => {
    const operation = await beforeItems('REJECTED', () => {
      const given: unknown = context.getNodeParameter('operation', 0);
      return operations[readChoice('field Operation', given, Object.keys(operations))]!;
    });
    return await operation(context);
  };
  return [await run().catch((error: Error) => failAll(context, error))];
}

function failAll(context: IExecuteFunctions, error: Error): INodeExecutionData[] {
  const reason = error instanceof NotBegun ? error.reason : error;
  if (!context.continueOnFail()) {
    if (reason === error || !(reason instanceof InputError)) throw reason;
    throw new NodeOperationError(context.getNode(), reason.message, { description: NOTHING_DONE });
  }
  const explanation: Explanation =
    error instanceof NotBegun
      ? { errorCode: error.errorCode, message: reason.message, description: NOTHING_DONE }
      : {
          errorCode: 'OUTCOME_UNKNOWN',
          message: `Something went wrong in n8n, and it is not known what became of this item: ${redact(reason.message)}`,
          description: 'Look at the chat before you run it again.',
        };
  const run = new ItemRun(context);
  for (const item of context.getInputData().keys()) run.failed(item, explanation);
  return run.finish();
}
