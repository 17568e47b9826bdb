import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import type { SendErrorCode } from '../sending/send-outcome';
import { ItemRun } from './item-run';

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
 * Runs an operation of a node. Where it cannot begin and the node continues on errors, each item fails: n8n would
 * pass the input on, as if something had been done.
 * @throws what went wrong, if the node does not continue
 */
export async function runOperation(
  context: IExecuteFunctions,
  operation: (context: IExecuteFunctions) => Promise<INodeExecutionData[]>,
): Promise<INodeExecutionData[][]> {
  return [await operation(context).catch((error: Error) => failAll(context, error))];
}

function failAll(context: IExecuteFunctions, error: Error): INodeExecutionData[] {
  if (!(error instanceof NotBegun)) throw error;
  const { errorCode, reason } = error;
  if (!context.continueOnFail()) throw reason;
  const run = new ItemRun(context);
  for (const item of context.getInputData().keys())
    run.failed(item, {
      errorCode,
      message: reason.message,
      description: 'Nothing was done for any item.',
    });
  return run.finish();
}
