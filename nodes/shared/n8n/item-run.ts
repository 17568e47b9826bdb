import type { IDataObject, IExecuteFunctions, INode, INodeExecutionData } from 'n8n-workflow';
import { NodeApiError, NodeOperationError } from 'n8n-workflow';
import type { Explanation } from '../sending/explain-outcome';

/** Collects what became of each item of one run, and stops the run when the node's settings say so. */
export class ItemRun {
  /** Aborted when nothing more may be started: the execution was cancelled, or an item failed and the node does not continue. */
  readonly signal: AbortSignal;
  private readonly stop = new AbortController();
  private readonly outputs: INodeExecutionData[];
  private readonly inputs: INodeExecutionData[];
  private readonly node: INode;
  private readonly continues: boolean;
  private failure: { item: number; explanation: Explanation } | undefined;

  constructor(context: IExecuteFunctions) {
    this.inputs = context.getInputData();
    this.outputs = new Array<INodeExecutionData>(this.inputs.length);
    this.node = context.getNode();
    this.continues = context.continueOnFail();
    this.signal = this.stop.signal;
    const cancelled = context.getExecutionCancelSignal();
    if (cancelled?.aborted) this.stop.abort();
    cancelled?.addEventListener('abort', () => this.stop.abort(), { once: true });
  }

  /** The item did what it was to do. */
  succeeded(item: number, json: IDataObject): void {
    this.outputs[item] = { json, pairedItem: { item } };
  }

  /**
   * The item did not do what it was to do, or it is not known whether it did.
   * @param extra fields that the item carries besides the input's own
   */
  failed(item: number, explanation: Explanation, extra: IDataObject = {}): void {
    if (this.continues) {
      const { message, errorCode } = explanation;
      const output: INodeExecutionData = {
        json: { ...this.inputs[item]?.json, ...extra, error: message, errorCode },
        pairedItem: { item },
      };
      if (this.node.onError === 'continueErrorOutput')
        sendToErrorOutput(output, this.toError(item, explanation));
      this.outputs[item] = output;
      return;
    }
    if (!this.failure || item < this.failure.item) this.failure = { item, explanation };
    this.stop.abort();
  }

  /**
   * @returns the output items, in input order
   * @throws the first failed item's error; it tells what had been sent already
   */
  finish(): INodeExecutionData[] {
    const done = [...this.outputs.keys()].filter((item) => this.outputs[item]);
    if (this.failure) {
      const { item, explanation } = this.failure;
      throw this.toError(item, explanation, done);
    }
    if (done.length < this.outputs.length)
      throw new NodeOperationError(this.node, 'The execution was cancelled', {
        description: doneBefore(done, this.outputs.length),
      });
    return this.outputs;
  }

  private toError(item: number, explanation: Explanation, done?: number[]): NodeApiError {
    const { message, errorCode, httpStatus } = explanation;
    const description = [
      explanation.description,
      done && this.outputs.length > 1 && doneBefore(done, this.outputs.length),
      `Error code: ${errorCode}`,
    ];
    const error = new NodeApiError(
      this.node,
      {},
      {
        message,
        description: description.filter(Boolean).join('\n'),
        itemIndex: item,
        ...(httpStatus && { httpCode: String(httpStatus) }),
      },
    );
    error.context.errorCode = errorCode;
    if (done)
      error.context.alreadySent = done.map((index) => ({
        item: index,
        id: this.outputs[index]?.json.id ?? null,
      }));
    return error;
  }
}

/**
 * n8n moves items with an `error` to the error output, but then replaces the JSON of every item with an
 * `error` by its message alone. It copies them when it moves them, so an `error` that is not copied
 * along leaves them whole.
 */
function sendToErrorOutput(output: INodeExecutionData, error: NodeApiError): void {
  Object.defineProperty(output, 'error', { value: error, enumerable: false });
}

function doneBefore(done: readonly number[], count: number): string {
  if (done.length === 0) return `None of the ${count} items had been sent before.`;
  return `${done.length} of the ${count} items had been sent before: ${ranges(done)}.`;
}

/** `[0, 1, 2, 5]` → `0–2, 5` */
function ranges(sorted: readonly number[]): string {
  const runs: Array<[number, number]> = [];
  for (const item of sorted) {
    const last = runs.at(-1);
    if (last && item === last[1] + 1) last[1] = item;
    else runs.push([item, item]);
  }
  return runs.map(([from, to]) => (from === to ? `${from}` : `${from}–${to}`)).join(', ');
}
