import { setTimeout as sleep } from 'node:timers/promises';
import type { IDataObject } from 'n8n-workflow';

import {
  type Execution,
  type ExecutionSummary,
  outputOf,
  unflatten,
} from '../../lab/n8n/n8n-client';
import type { Postgres } from '../../lab/servers/postgres';
import type { QueueProvider } from './queue-provider';
import { DONE_TABLE, FIRST_NODE, LAST_NODE } from './receivers';

/** What became of a workflow's executions, from n8n's own database. */
export interface Outcome {
  /** How many executions have which status. */
  executions: Record<string, number>;
  /** Event → in how many executions with status `success` its first node had it. */
  entered: Map<string, number>;
  /** Event → in how many executions with status `success` the work on it was done. */
  done: Map<string, number>;
}

const QUIET_MS = 45_000;
const GIVE_UP_MS = 240_000;
const LOOK_AGAIN_MS = 1_000;

/**
 * Waits until none of a workflow's executions is under way, or those that are make no headway any more:
 * longer than a queue with the default settings takes to give up the jobs of a killed worker.
 */
export async function settledOutcome(
  postgres: Postgres,
  workflowId: string,
  provider: QueueProvider,
): Promise<Outcome> {
  const started = Date.now();
  let before = '';
  let since = started;
  for (;;) {
    const executions = await countExecutions(postgres, workflowId);
    const underWay = (executions.new ?? 0) + (executions.running ?? 0) + (executions.waiting ?? 0);
    const now = JSON.stringify(executions);
    if (now !== before) since = Date.now();
    before = now;
    const isQuiet = Date.now() - since > QUIET_MS || Date.now() - started > GIVE_UP_MS;
    // An execution that is made at this very moment is seen at the second look.
    if ((underWay === 0 && Date.now() - since > 3 * LOOK_AGAIN_MS) || isQuiet)
      return { executions, ...(await countEvents(postgres, workflowId, provider)) };
    await sleep(LOOK_AGAIN_MS);
  }
}

async function countExecutions(
  postgres: Postgres,
  workflowId: string,
): Promise<Record<string, number>> {
  const executions: Record<string, number> = {};
  for (const { status } of await summariesOf(postgres, workflowId))
    executions[status] = (executions[status] ?? 0) + 1;
  return executions;
}

async function countEvents(
  postgres: Postgres,
  workflowId: string,
  provider: QueueProvider,
): Promise<Pick<Outcome, 'entered' | 'done'>> {
  // Our trigger gives an item an event, the Webhook node the request as it came.
  const eventsIn = (items: IDataObject[]) =>
    items.flatMap(({ id, body }) => provider.idsIn((body ?? {}) as IDataObject) ?? [id as string]);
  const entered = new Map<string, number>();
  const done = new Map<string, number>();
  for await (const execution of executionsOf(postgres, workflowId)) {
    if (execution.status !== 'success') continue;
    count(entered, eventsIn(outputOf(execution, FIRST_NODE)));
    count(done, eventsIn(outputOf(execution, LAST_NODE)));
  }
  return { entered, done };
}

const SUMMARY = `'id', e.id::text, 'status', e.status, 'mode', e.mode, 'workflowId', e."workflowId"`;

/** A workflow's executions, oldest first, without their data. */
export async function summariesOf(
  postgres: Postgres,
  workflowId: string,
): Promise<ExecutionSummary[]> {
  const sql = `select json_build_object(${SUMMARY}) from execution_entity e where e."workflowId" = '${workflowId}' order by e.id`;
  const summaries: ExecutionSummary[] = [];
  for await (const row of postgres.rows(sql)) summaries.push(JSON.parse(row) as ExecutionSummary);
  return summaries;
}

/** A workflow's executions with all that their nodes read and wrote, oldest first. */
export async function* executionsOf(
  postgres: Postgres,
  workflowId: string,
): AsyncIterable<Execution> {
  const sql = `select json_build_object(${SUMMARY}, 'data', d.data)
    from execution_entity e join execution_data d on d."executionId" = e.id
    where e."workflowId" = '${workflowId}' order by e.id`;
  for await (const row of postgres.rows(sql))
    yield unflatten(JSON.parse(row) as Parameters<typeof unflatten>[0]);
}

/**
 * The events that a workflow has noted as done. A worker can be killed after that and before its execution
 * is a success; the repetition then finds the event done.
 */
export async function notedEvents(postgres: Postgres): Promise<Set<string>> {
  const find = `select id from data_table where name = '${DONE_TABLE}'`;
  const noted = new Set<string>();
  for await (const table of postgres.rows(find)) {
    const sql = `select "messageId" from "data_table_user_${table}"`;
    for await (const event of postgres.rows(sql)) noted.add(event);
  }
  return noted;
}

function count(counts: Map<string, number>, events: string[]): void {
  for (const event of new Set(events)) counts.set(event, (counts.get(event) ?? 0) + 1);
}
