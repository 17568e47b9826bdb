import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { getSessionWindow } from '../shared/n8n/get-session-window';
import type { Operations } from '../shared/n8n/run-operation';
import { runOperation } from '../shared/n8n/run-operation';
import { sendFile } from '../shared/n8n/send-file';
import { ninetyNineDigitalSending } from './operations/ninety-nine-digital-sending';
import { ninetyNineDigitalWindows } from './operations/ninety-nine-digital-windows';

// All that the nodes do, in one: what stands here is loaded when a node is first used.
export { activate, deactivate } from '../shared/webhook/lifecycle';
export { receive } from '../shared/webhook/receive';
export { testNumber } from './operations/test-number';
export { ninetyNineDigitalWebhooks } from './webhook/ninety-nine-digital-webhooks';

const operations: Operations = {
  sendFile: async (context: IExecuteFunctions) => await sendFile(context, ninetyNineDigitalSending),
  getSessionWindow: async (context: IExecuteFunctions) =>
    await getSessionWindow(context, ninetyNineDigitalWindows),
};

/** Runs the operation that is chosen in 99digital Send File. */
export const execute = async (context: IExecuteFunctions): Promise<INodeExecutionData[][]> =>
  await runOperation(context, operations);
