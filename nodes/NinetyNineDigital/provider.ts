import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { getSessionWindow } from '../shared/n8n/get-session-window';
import type { Operations } from '../shared/n8n/run-operation';
import { runOperation } from '../shared/n8n/run-operation';
import { sendFile } from '../shared/send-file/send-file';
import type { TriggerActions } from '../shared/n8n/late-node';
import { activate, deactivate } from '../shared/trigger/lifecycle';
import { receive } from '../shared/trigger/receive';
import { ninetyNineDigitalSending } from './sending';
import { ninetyNineDigitalWindows } from './windows';
import { ninetyNineDigitalWebhooks } from './webhook/ninety-nine-digital-webhooks';

// All that the nodes do, in one: what stands here is loaded when a node is first used.
export { testNumber } from './test-number';

const operations: Operations = {
  sendFile: async (context: IExecuteFunctions) => await sendFile(context, ninetyNineDigitalSending),
  getSessionWindow: async (context: IExecuteFunctions) =>
    await getSessionWindow(context, ninetyNineDigitalWindows),
};

/** Runs the operation that is chosen in 99digital Send File. */
export const execute = async (context: IExecuteFunctions): Promise<INodeExecutionData[][]> =>
  await runOperation(context, operations);

/** What the trigger does. */
export const trigger: TriggerActions = {
  activate: async (context) => await activate(context, ninetyNineDigitalWebhooks),
  deactivate: async (context) => await deactivate(context, ninetyNineDigitalWebhooks),
  receive: async (context) => await receive(context, ninetyNineDigitalWebhooks),
};
