import type { INodeParameters } from 'n8n-workflow';
import type { Sandbox } from '../../sandbox/sandbox';
import { ONE_MSG } from './providers';
import type { NodeResult, NodeRun } from './run-node';
import { runSendFile } from './send-node';

export { jsonOf } from './send-node';

/** Runs 1MSG Send File in n8n's engine against the sandbox. */
export async function runOneMsg(
  sandbox: Sandbox,
  items: NodeRun['items'],
  parameters?: INodeParameters,
  rest?: Partial<NodeRun>,
): Promise<NodeResult> {
  return await runSendFile(ONE_MSG, sandbox, items, parameters, rest);
}
