import { setImmediate as otherWork } from 'node:timers/promises';
import { DataDeduplicationService } from 'n8n-core';
import type {
  DeduplicationScope,
  ICheckProcessedContextData,
  ICheckProcessedOptions,
  IDataDeduplicator,
  IDeduplicationOutput,
} from 'n8n-workflow';

/**
 * `fails`: as it does without a database. `answerLost`: the change is made, and nobody hears of it. `foreign`: the row
 * holds what another mode of Remove Duplicates put there.
 */
type Fault = 'fails' | 'answerLost' | 'foreign';

/**
 * What n8n remembers for nodes, in memory instead of its database and with its weakness: a row is read
 * whole and written back whole, so that of two changes at a time one is lost.
 */
export class NodeMemory implements IDataDeduplicator {
  private readonly rows = new Map<string, unknown[]>();
  /** The methods that go wrong, and how. */
  faults: Partial<Record<'checkProcessedAndRecord' | 'removeProcessed', Fault>> = {};
  /** Called whenever keys are recorded. */
  onRecord = () => {};

  /** Gives n8n's engine this memory; once in a process. */
  static async install(): Promise<NodeMemory> {
    const memory = new NodeMemory();
    await DataDeduplicationService.init(memory);
    return memory;
  }

  /** Forgets everything, and fails no more. */
  reset(): void {
    this.rows.clear();
    this.faults = {};
    this.onRecord = () => {};
  }

  /** How many keys are remembered. */
  get size(): number {
    return [...this.rows.values()].reduce((sum, row) => sum + row.length, 0);
  }

  async checkProcessedAndRecord(
    items: unknown[],
    scope: DeduplicationScope,
    context: ICheckProcessedContextData,
    options: ICheckProcessedOptions,
  ): Promise<IDeduplicationOutput> {
    const fault = this.faults.checkProcessedAndRecord;
    this.onRecord();
    assertNot('fails', fault);
    if (fault === 'foreign') return { new: [], processed: [] };
    const row = rowOf(scope, context);
    const before = [...(this.rows.get(row) ?? [])];
    await otherWork();
    const isNew = (item: unknown) => !before.includes(item);
    this.rows.set(row, [...before, ...items.filter(isNew)].slice(-(options.maxEntries ?? 0)));
    assertNot('answerLost', fault);
    const output = { new: items.filter(isNew), processed: items.filter((item) => !isNew(item)) };
    return output as IDeduplicationOutput;
  }

  async removeProcessed(
    items: unknown[],
    scope: DeduplicationScope,
    context: ICheckProcessedContextData,
  ): Promise<void> {
    const fault = this.faults.removeProcessed;
    assertNot('fails', fault);
    const row = rowOf(scope, context);
    const before = [...(this.rows.get(row) ?? [])];
    await otherWork();
    this.rows.set(
      row,
      before.filter((item) => !items.includes(item)),
    );
    assertNot('answerLost', fault);
  }

  clearAllProcessedItems(): Promise<void> {
    return Promise.reject(new Error('not for this node'));
  }

  async getProcessedDataCount(
    scope: DeduplicationScope,
    context: ICheckProcessedContextData,
  ): Promise<number> {
    return await Promise.resolve(this.rows.get(rowOf(scope, context))?.length ?? 0);
  }
}

function assertNot(fault: Fault, actual: Fault | undefined): void {
  if (actual === fault) throw new Error('The database is locked');
}

function rowOf(scope: DeduplicationScope, { node, workflow }: ICheckProcessedContextData): string {
  return JSON.stringify([workflow.id, scope === 'node' ? node?.id : '']);
}
