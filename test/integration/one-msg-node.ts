import type { INodeParameters } from 'n8n-workflow';
import { OneMsgSendFile } from '../../nodes/OneMsg/OneMsgSendFile.node';
import type { Sandbox } from '../../sandbox/sandbox';
import type { NodeResult, NodeRun } from './run-node';
import { runNode } from './run-node';

/** What each test starts from: the item names the customer, and the file's link and name if need be. */
export const sendFileParameters = (sandbox: Sandbox): INodeParameters => ({
  operation: 'sendFile',
  phone: '={{ $json.phone }}',
  fileSource: 'url',
  fileUrl: `={{ $json.url ?? "${sandbox.url}/samples/invoice.pdf" }}`,
  filename: '={{ $json.name }}',
  caption: '={{ $json.caption }}',
});

/** Runs 1MSG Send File in n8n's engine against the sandbox. */
export async function runOneMsg(
  sandbox: Sandbox,
  items: NodeRun['items'],
  parameters: INodeParameters = {},
  rest: Partial<NodeRun> = {},
): Promise<NodeResult> {
  const { channelId, token, url: baseUrl } = sandbox;
  return await runNode({
    nodeType: new OneMsgSendFile(),
    credentials: { oneMsgChannelApi: { channelId, token, baseUrl } },
    parameters: {
      ...sendFileParameters(sandbox),
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
