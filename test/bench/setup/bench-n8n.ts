import { randomUUID } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { IDataObject } from 'n8n-workflow';

import type { N8nInstallation } from '../../../lab/n8n/install-n8n';
import { inARow, itemsFromWebhook, type WorkflowNode } from '../../../lab/n8n/workflows';
import type { WorkflowDefinition } from '../../../lab/n8n/n8n-client';
import { type RunningN8n, runN8n } from '../../../lab/n8n/run-n8n';
import { temporaryFolder } from '../../../lab/servers/start-process';
import { ProcessWatch, type Usage } from './process-watch';

/** How {@link BenchN8n} is started. */
export interface BenchN8nOptions {
  installation: N8nInstallation;
  caFile: string;
  /** A user folder in which the packages are installed already. */
  folder?: string;
  tarball?: string;
  env?: Record<string, string>;
}

/** When a node ran, and what it gave. */
interface NodeRun {
  startTime: number;
  executionTime: number;
  items: number[];
}

interface NotedExecution {
  workflowId: string;
  error?: string;
  nodes: Record<string, NodeRun[]>;
}

/** What a workflow's measured nodes took. */
export interface MeasuredRun extends Usage {
  seconds: number;
  /** Resident memory before the execution was started, in MB. */
  idleMb: number;
  /** Items in all outputs of the last run of the node that was asked for. */
  items: number;
}

/** A workflow in n8n that is started by a webhook. */
export interface StoredWorkflow {
  id: string;
  path: string;
  /** From the first start of any of these until the last one's end is measured. */
  measured: string[];
}

/** How a workflow is stored. */
export interface StoreOptions {
  /** The nodes that are measured; default: all after Items. */
  measured?: string[];
}

const LONGEST_RUN_MS = 30 * 60_000;

/** A real n8n whose nodes' times are noted as they end. */
export class BenchN8n {
  private constructor(
    readonly n8n: RunningN8n,
    private readonly timesFile: string,
  ) {}

  /** Starts it, with its executions' data not stored: that would be n8n's time and memory, not a node's. */
  static async start(options: BenchN8nOptions): Promise<BenchN8n> {
    const { caFile, env, ...rest } = options;
    const timesFile = join(temporaryFolder('1msg-bench-times-'), 'times.jsonl');
    const n8n = await runN8n({
      ...rest,
      env: {
        NODE_EXTRA_CA_CERTS: caFile,
        EXTERNAL_HOOK_FILES: join(__dirname, 'node-times.hook.cjs'),
        BENCH_TIMES_FILE: timesFile,
        N8N_PAYLOAD_SIZE_MAX: '64',
        ...env,
      },
    });
    return new BenchN8n(n8n, timesFile);
  }

  /** Stores and activates Webhook → Items → `nodes`, one after another unless `connections` says otherwise. */
  async store(
    name: string,
    nodes: WorkflowNode[],
    { connections, measured }: Partial<Pick<WorkflowDefinition, 'connections'>> & StoreOptions = {},
  ): Promise<StoredWorkflow> {
    const { client } = this.n8n;
    const path = `${name.replace(/\W+/g, '-')}-${randomUUID().slice(0, 8)}`;
    const row = inARow(name, [...itemsFromWebhook(path), ...nodes]);
    const id = await client.createWorkflow({
      ...row,
      connections: { ...row.connections, ...connections },
      settings: { ...row.settings, saveDataSuccessExecution: 'none', executionTimeout: -1 },
    });
    await client.activate(id);
    return { id, path, measured: measured ?? nodes.map((node) => node.name) };
  }

  /** Ends n8n and starts it again, so that nothing is left of what ran before. */
  async restart(changes?: Record<string, string>): Promise<void> {
    await this.n8n.restart(changes);
  }

  /** Runs items through a workflow and tells what its measured nodes took. @throws what ended it */
  async run(workflow: StoredWorkflow, items: IDataObject[]): Promise<MeasuredRun> {
    const before = this.noted(workflow).length;
    const watch = new ProcessWatch(this.n8n.pid());
    try {
      await this.n8n.client.postWebhook(workflow.path, { items });
      const execution = await this.next(workflow, before, watch);
      if (execution.error) throw new Error(`${workflow.path}: ${execution.error}`);
      const runs = workflow.measured.flatMap((name) => execution.nodes[name] ?? []);
      const from = Math.min(...runs.map(({ startTime }) => startTime));
      const to = Math.max(...runs.map((run) => run.startTime + run.executionTime));
      const last = execution.nodes[workflow.measured[0]!]?.at(-1);
      return {
        ...watch.between(from, to),
        seconds: (to - from) / 1000,
        idleMb: watch.firstMb,
        items: (last?.items ?? []).reduce((sum, count) => sum + count, 0),
      };
    } finally {
      watch.stop();
    }
  }

  /**
   * Starts an execution for each item, all at once.
   * @returns how many seconds the measured node of each took, in the order in which they ended, and all of them together
   */
  async runAtOnce(
    workflow: StoredWorkflow,
    items: IDataObject[],
  ): Promise<{ each: number[]; all: number }> {
    const before = this.noted(workflow).length;
    const watch = new ProcessWatch(this.n8n.pid());
    try {
      const { client } = this.n8n;
      await Promise.all(items.map((item) => client.postWebhook(workflow.path, { items: [item] })));
      await this.next(workflow, before + items.length - 1, watch);
    } finally {
      watch.stop();
    }
    const executions = this.noted(workflow).slice(before);
    const failed = executions.find(({ error }) => error);
    if (failed) throw new Error(`${workflow.path}: ${failed.error}`);
    const runs = executions.map(({ nodes }) => nodes[workflow.measured[0]!]![0]!);
    const ends = runs.map((run) => run.startTime + run.executionTime);
    const all = Math.max(...ends) - Math.min(...runs.map(({ startTime }) => startTime));
    return { each: runs.map(({ executionTime }) => executionTime / 1000), all: all / 1000 };
  }

  /** @returns how many executions of a workflow have ended, and how many of these badly */
  ended(workflowId: string): { count: number; failed: number } {
    const executions = this.noted({ id: workflowId });
    return {
      count: executions.length,
      failed: executions.filter(({ error }) => error !== undefined).length,
    };
  }

  private async next(
    { id, path }: StoredWorkflow,
    before: number,
    watch: ProcessWatch,
  ): Promise<NotedExecution> {
    const deadline = Date.now() + LONGEST_RUN_MS;
    while (Date.now() < deadline) {
      const execution = this.noted({ id })[before];
      if (execution) return execution;
      if (watch.ended) throw new Error('n8n has ended');
      await sleep(25);
    }
    throw new Error(`${path} did not end within ${LONGEST_RUN_MS / 60_000} minutes.`);
  }

  private noted({ id }: Pick<StoredWorkflow, 'id'>): NotedExecution[] {
    if (!existsSync(this.timesFile)) return [];
    const lines = readFileSync(this.timesFile, 'utf8').split('\n').slice(0, -1);
    return lines
      .map((line) => JSON.parse(line) as NotedExecution)
      .filter((execution) => execution.workflowId === id);
  }
}
