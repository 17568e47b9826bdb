import { parse } from 'flatted';
import type { IDataObject, IRunExecutionData } from 'n8n-workflow';

/** An execution as n8n's list shows it. */
export interface ExecutionSummary {
  id: string;
  workflowId: string;
  /** new · running · waiting · success · error · canceled · crashed */
  status: string;
  /** manual · webhook · trigger · … */
  mode: string;
}

/** An execution with all that its nodes read and wrote. */
export interface Execution extends ExecutionSummary {
  data: IRunExecutionData;
  /** The same as n8n sent it, for finding what must not be in it. */
  rawData: string;
}

/** Whether an execution has come to its end, good or bad. */
export const hasEnded = (execution: ExecutionSummary): boolean =>
  ['success', 'error', 'canceled', 'crashed'].includes(execution.status);

/** n8n stores execution data with `flatted`, and its REST API hands it out so. */
export function unflatten(answer: ExecutionSummary & { data: string }): Execution {
  return { ...answer, data: parse(answer.data) as IRunExecutionData, rawData: answer.data };
}

/** The JSON of the items that a node wrote to one of its outputs in its last run. */
export function outputOf<T extends object = IDataObject>(
  execution: Execution,
  node: string,
  output = 0,
): T[] {
  const run = execution.data.resultData.runData[node]?.at(-1);
  return (run?.data?.main?.[output] ?? []).map((item) => item.json as T);
}

/** The error that ended an execution or one of its nodes, in n8n's own form. */
export function errorOf(execution: Execution, node?: string): IDataObject | undefined {
  const { error, runData } = execution.data.resultData;
  const found = node === undefined ? error : runData[node]?.at(-1)?.error;
  return found as unknown as IDataObject | undefined;
}
