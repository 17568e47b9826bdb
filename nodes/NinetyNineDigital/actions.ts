import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { getSessionWindow } from '../shared/n8n/get-session-window';
import { runOperation } from '../shared/n8n/run-operation';
import { sendFile } from '../shared/n8n/send-file';
import { ninetyNineDigitalSending } from './operations/ninety-nine-digital-sending';
import { ninetyNineDigitalWindows } from './operations/ninety-nine-digital-windows';

// All that the nodes do, in one: what stands here is loaded when a node is first used.
export { activate, deactivate } from '../shared/webhook/lifecycle';
export { receive } from '../shared/webhook/receive';
export { testNumber } from './operations/test-number';
export { ninetyNineDigitalWebhooks } from './webhook/ninety-nine-digital-webhooks';

const operations = {
  sendFile: async (context: IExecuteFunctions) => await sendFile(context, ninetyNineDigitalSending),
  getSessionWindow: async (context: IExecuteFunctions) =>
    await getSessionWindow(context, ninetyNineDigitalWindows),
};

/** Runs the operation that is chosen in 99digital Send File. */
export async function execute(context: IExecuteFunctions): Promise<INodeExecutionData[][]> {
  const operation = context.getNodeParameter('operation', 0) as keyof typeof operations;
  return await runOperation(context, operations[operation]);
}
