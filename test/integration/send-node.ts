import type { INodeParameters } from 'n8n-workflow';
import type { Sandbox } from '../../sandbox/sandbox';
import type { Provider } from './providers';
import type { NodeResult, NodeRun } from './run-node';
import { runNode } from './run-node';

/** Runs a provider's Send File in n8n's engine against the sandbox. */
export async function runSendFile(
  provider: Provider,
  sandbox: Sandbox,
  items: NodeRun['items'],
  parameters: INodeParameters = {},
  rest: Partial<NodeRun> = {},
): Promise<NodeResult> {
  return await runNode({
    nodeType: provider.newNode(),
    credentials: provider.credentials(sandbox),
    parameters: {
      ...provider.parameters(sandbox),
      ...parameters,
      // Not to be met by a slow machine, on a fast clock either.
      options: { timeout: 1000, ...(parameters.options as INodeParameters | undefined) },
    },
    items,
    ...rest,
  });
}

/** The JSON of a run's first output. */
export const jsonOf = (result: NodeResult) => (result.outputs[0] ?? []).map(({ json }) => json);

/** All that a run has left behind, as a text, errors with all that they carry: to look for secrets in it. */
export const recordOf = (result: NodeResult): string =>
  JSON.stringify(result, (_key, value: unknown) =>
    value instanceof Error ? { ...value, message: value.message, stack: value.stack } : value,
  );
