import type {
  IBinaryKeyData,
  IDataObject,
  IExecuteFunctions,
  INode,
  INodeExecutionData,
} from 'n8n-workflow';
import { NodeApiError, NodeOperationError } from 'n8n-workflow';
import { onAbort } from '../async/on-abort';
import type { Explanation } from '../provider/explain-outcome';

const NOT_SENT: Explanation = {
  errorCode: 'UNREACHABLE',
  message: 'Not sent: the execution was canceled before the turn of this item',
  description: 'Nothing was sent for this item, so it can be run again.',
};
const NOT_ASKED: Explanation = {
  errorCode: 'UNREACHABLE',
  message: 'Not asked: the execution was canceled before the turn of this item',
  description: 'Nothing was asked for this item.',
};

/** The items of a run that went out, or perhaps did. */
interface Gone {
  /** The node's ID. */
  node: string;
  sent: Set<number>;
  unknown: Set<number>;
  /** Of the items that went out; and of the others, where the node continues on errors. */
  outputs: INodeExecutionData[];
}

/**
 * By the run's input. With *Retry On Fail* n8n runs a node again on the same one, also after the execution was canceled:
 * what went out the first time is not to be called unsent then.
 */
const goneBefore = new WeakMap<INodeExecutionData[], Gone>();

/** Collects what became of each item of one run, and stops the run when the node's settings say so. */
export class ItemRun {
  /** Aborted when nothing more may be started: the execution was cancelled, or an item failed and the node does not continue. */
  readonly signal: AbortSignal;
  private readonly stop = new AbortController();
  private readonly outputs: INodeExecutionData[];
  private readonly inputs: INodeExecutionData[];
  private readonly node: INode;
  private readonly continues: boolean;
  private readonly failures: Array<{ item: number; explanation: Explanation }> = [];
  private readonly gone: Gone;
  /** The execution's signal outlives the run: a loop has many runs. */
  private readonly stopListening: (() => void) | undefined;

  /** @param sends false where the run only asks something, so that nobody has to know how far it came */
  constructor(
    context: IExecuteFunctions,
    private readonly sends = true,
  ) {
    this.inputs = context.getInputData();
    this.outputs = new Array<INodeExecutionData>(this.inputs.length);
    this.node = context.getNode();
    const before = goneBefore.get(this.inputs);
    this.gone =
      before?.node === this.node.id
        ? before
        : { node: this.node.id, sent: new Set(), unknown: new Set(), outputs: [] };
    goneBefore.set(this.inputs, this.gone);
    this.continues = context.continueOnFail();
    this.signal = this.stop.signal;
    const cancelled = context.getExecutionCancelSignal();
    this.stopListening = cancelled && onAbort(cancelled, () => this.stop.abort());
  }

  /** The item's message was sent. */
  sent(item: number, json: IDataObject): void {
    this.succeeded(item, json);
    this.gone.sent.add(item);
    this.gone.outputs[item] = this.outputs[item]!;
  }

  /** The item did what it was to do. */
  succeeded(item: number, json: IDataObject, binary?: IBinaryKeyData): void {
    this.outputs[item] = { json, ...(binary && { binary }), pairedItem: { item } };
  }

  /**
   * The item did not do what it was to do, or it is not known whether it did.
   * @param extra fields that the item carries besides the input's own
   */
  failed(item: number, explanation: Explanation, extra: IDataObject = {}): void {
    const isUnknown = explanation.errorCode === 'OUTCOME_UNKNOWN';
    if (isUnknown) this.gone.unknown.add(item);
    if (this.continues) {
      const { message, errorCode } = explanation;
      const output: INodeExecutionData = {
        json: { ...this.inputs[item]?.json, ...extra, error: message, errorCode },
        pairedItem: { item },
      };
      if (this.node.onError === 'continueErrorOutput')
        sendToErrorOutput(output, this.toError(item, explanation));
      this.outputs[item] = output;
      if (isUnknown) this.gone.outputs[item] = output;
      return;
    }
    this.failures.push({ item, explanation }); // the first stops the run, the others were under way
    this.stop.abort();
  }

  /**
   * @returns the output items, in input order. Where the node continues on errors, those that the run did not come
   * to say so: n8n would pass the input on
   * @throws the first failed item's error, or that the execution was canceled; it tells what had been sent already
   */
  finish(): INodeExecutionData[] {
    this.stopListening?.();
    const [failure] = this.failures;
    if (failure) throw this.toError(failure.item, failure.explanation, true);
    const stopped = [...this.outputs.keys()].filter((item) => !this.outputs[item]);
    if (stopped.length > 0 && !this.continues)
      // With one l: n8n tells a canceled execution from one that failed by this word in its error.
      throw new NodeOperationError(this.node, 'The execution was canceled', {
        description: this.before().join('\n'),
      });
    for (const item of stopped) {
      const before = this.gone.outputs[item];
      if (before) this.outputs[item] = before;
      else this.failed(item, this.sends ? NOT_SENT : NOT_ASKED);
    }
    return this.outputs;
  }

  private toError(item: number, explanation: Explanation, stopped = false): NodeApiError {
    const { message, errorCode, httpStatus } = explanation;
    const description = [
      explanation.description,
      ...(stopped && this.outputs.length > 1 ? this.before() : []),
      `Error code: ${errorCode}`,
    ];
    const error = new NodeApiError(
      this.node,
      {},
      {
        message,
        description: description.join('\n'),
        itemIndex: item,
        ...(httpStatus && { httpCode: String(httpStatus) }),
      },
    );
    error.context.errorCode = errorCode;
    if (stopped && this.sends)
      error.context.alreadySent = ascending(this.gone.sent).map((index) => ({
        item: index,
        id: this.gone.outputs[index]?.json.id ?? null,
      }));
    return error;
  }

  /** What a person has to know before they run the items again. */
  private before(): string[] {
    if (!this.sends) return [];
    const count = this.outputs.length;
    const sent = ascending(this.gone.sent);
    const unknown = ascending(this.gone.unknown);
    return [
      sent.length === 0
        ? `None of the ${count} items had been sent before.`
        : `${sent.length} of the ${count} items had been sent before: ${ranges(sent)}.`,
      ...(unknown.length > 0
        ? [`Of these others it is not known whether they were sent: ${ranges(unknown)}.`]
        : []),
    ];
  }
}

function ascending(items: ReadonlySet<number>): number[] {
  return [...items].sort((a, b) => a - b);
}

/**
 * n8n moves items with an `error` to the error output, but then replaces the JSON of every item with an
 * `error` by its message alone. It copies them when it moves them, so an `error` that is not copied
 * along leaves them whole.
 */
function sendToErrorOutput(output: INodeExecutionData, error: NodeApiError): void {
  Object.defineProperty(output, 'error', { value: error, enumerable: false });
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
