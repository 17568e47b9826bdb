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
 * What n8n remembers for nodes, in memory instead of its database and with its weakness: a row is read
 * whole and written back whole, so that of two changes at a time one is lost.
 */
export class NodeMemory implements IDataDeduplicator {
  private readonly rows = new Map<string, unknown[]>();
  /** The methods that fail, as they do without a database. */
  failing: Array<'checkProcessedAndRecord' | 'removeProcessed'> = [];

  /** Gives n8n's engine this memory; once in a process. */
  static async install(): Promise<NodeMemory> {
    const memory = new NodeMemory();
    await DataDeduplicationService.init(memory);
    return memory;
  }

  /** Forgets everything, and fails no more. */
  reset(): void {
    this.rows.clear();
    this.failing = [];
  }

  async checkProcessedAndRecord(
    items: unknown[],
    scope: DeduplicationScope,
    context: ICheckProcessedContextData,
    options: ICheckProcessedOptions,
  ): Promise<IDeduplicationOutput> {
    this.assertWorks('checkProcessedAndRecord');
    const row = rowOf(scope, context);
    const before = [...(this.rows.get(row) ?? [])];
    await otherWork();
    const isNew = (item: unknown) => !before.includes(item);
    this.rows.set(row, [...before, ...items.filter(isNew)].slice(-(options.maxEntries ?? 0)));
    const output = { new: items.filter(isNew), processed: items.filter((item) => !isNew(item)) };
    return output as IDeduplicationOutput;
  }

  async removeProcessed(
    items: unknown[],
    scope: DeduplicationScope,
    context: ICheckProcessedContextData,
  ): Promise<void> {
    this.assertWorks('removeProcessed');
    const row = rowOf(scope, context);
    const before = [...(this.rows.get(row) ?? [])];
    await otherWork();
    this.rows.set(
      row,
      before.filter((item) => !items.includes(item)),
    );
  }

  clearAllProcessedItems(): Promise<void> {
    return Promise.reject(new Error('not for this node'));
  }

  getProcessedDataCount(): Promise<number> {
    return Promise.reject(new Error('not for this node'));
  }

  private assertWorks(method: NodeMemory['failing'][number]): void {
    if (this.failing.includes(method)) throw new Error('The database is locked');
  }
}

function rowOf(scope: DeduplicationScope, { node, workflow }: ICheckProcessedContextData): string {
  return JSON.stringify([workflow.id, scope === 'node' ? node?.id : '']);
}
