import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { getSessionWindow } from '../shared/n8n/get-session-window';
import type { Operations } from '../shared/n8n/run-operation';
import { runOperation } from '../shared/n8n/run-operation';
import { sendFile } from '../shared/send-file/send-file';
import type { TriggerActions } from '../shared/n8n/late-node';
import { activate, deactivate } from '../shared/trigger/lifecycle';
import { receive } from '../shared/trigger/receive';
import { getDeliveryStatus } from './get-delivery-status';
import { oneMsgSending } from './sending';
import { oneMsgWindows } from './windows';
import { oneMsgWebhooks } from './webhook/one-msg-webhooks';

// All that the nodes do, in one: what stands here is loaded when a node is first used.
export { getTemplateVariables } from './templates/get-template-variables';
export { searchTemplates } from './templates/search-templates';
export { testChannel } from './test-channel';

const operations: Operations = {
  sendFile: async (context: IExecuteFunctions) => await sendFile(context, oneMsgSending),
  getDeliveryStatus,
  getSessionWindow: async (context: IExecuteFunctions) =>
    await getSessionWindow(context, oneMsgWindows),
};

/** Runs the operation that is chosen in 1MSG Send File. */
export const execute = async (context: IExecuteFunctions): Promise<INodeExecutionData[][]> =>
  await runOperation(context, operations);

/** What the trigger does. */
export const trigger: TriggerActions = {
  activate: async (context) => await activate(context, oneMsgWebhooks),
  deactivate: async (context) => await deactivate(context, oneMsgWebhooks),
  receive: async (context) => await receive(context, oneMsgWebhooks),
};
