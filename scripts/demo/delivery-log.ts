import type { WorkflowHost } from '../../lab/engine/engine-n8n';
import { hasEnded, outputOf } from '../../lab/n8n/n8n-client';

/** One line that the log workflow has written. */
export interface LogEntry {
  messageId: string;
  ticket: string;
  status: string;
  line: string;
  executionId: string;
}

/** Reads what the log workflow's executions wrote, each execution once. */
export class DeliveryLog {
  private readonly read = new Set<string>();

  constructor(
    private readonly host: Pick<WorkflowHost, 'executions' | 'execution'>,
    readonly workflowId: string,
  ) {}

  /** Gives what has been written since the last call, oldest first. */
  async news(): Promise<LogEntry[]> {
    const news: LogEntry[] = [];
    for (const summary of (await this.host.executions(this.workflowId)).reverse()) {
      if (this.read.has(summary.id) || !hasEnded(summary)) continue;
      this.read.add(summary.id);
      const execution = await this.host.execution(summary.id);
      const lines = outputOf<Omit<LogEntry, 'executionId'>>(execution, 'Log Line');
      for (const line of lines) news.push({ ...line, executionId: summary.id });
    }
    return news;
  }
}
