import type {
  IExecuteFunctions,
  INodeExecutionData,
  INodeType,
  INodeTypeDescription,
} from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';
import { getSessionWindow } from '../shared/n8n/get-session-window';
import { runOperation } from '../shared/n8n/run-operation';
import { sendFile } from '../shared/n8n/send-file';
import { getDeliveryStatusFields } from './description/get-delivery-status';
import { getSessionWindowFields } from '../shared/description/get-session-window';
import { sendFileFields } from './description/send-file';
import { getTemplateVariables } from './methods/get-template-variables';
import { searchTemplates } from './methods/search-templates';
import { getDeliveryStatus } from './operations/get-delivery-status';
import { oneMsgWindows } from './operations/one-msg-windows';
import { oneMsgSending } from './operations/one-msg-sending';
import { testChannel } from './operations/test-channel';

const operations = {
  sendFile: async (context: IExecuteFunctions) => await sendFile(context, oneMsgSending),
  getDeliveryStatus,
  getSessionWindow: async (context: IExecuteFunctions) =>
    await getSessionWindow(context, oneMsgWindows),
};

/** Sends files to WhatsApp users through a 1MSG channel, and asks what became of them. */
export class OneMsgSendFile implements INodeType {
  description: INodeTypeDescription = {
    displayName: '1MSG Send File',
    name: 'oneMsgSendFile',
    icon: { light: 'file:oneMsg.svg', dark: 'file:oneMsg.dark.svg' },
    group: ['output'],
    version: 1,
    subtitle:
      '={{ { sendFile: "send file", getDeliveryStatus: "get delivery status", getSessionWindow: "get session window" }[$parameter["operation"]] }}',
    description: 'Send a file, such as an invoice PDF, to a WhatsApp user through 1MSG',
    defaults: { name: '1MSG Send File' },
    inputs: [NodeConnectionTypes.Main],
    outputs: [NodeConnectionTypes.Main],
    usableAsTool: true,
    credentials: [{ name: 'oneMsgChannelApi', required: true, testedBy: 'testChannel' }],
    properties: [
      {
        displayName: 'Operation',
        name: 'operation',
        type: 'options',
        noDataExpression: true,
        default: 'sendFile',
        options: [
          {
            name: 'Get Delivery Status',
            value: 'getDeliveryStatus',
            action: 'Get the delivery status of a file',
            description: 'Ask what became of a file that was sent',
          },
          {
            name: 'Get Session Window',
            value: 'getSessionWindow',
            action: 'Get the session window of a customer',
            description: 'Ask whether files can be sent to a customer now, and for how long',
          },
          {
            name: 'Send File',
            value: 'sendFile',
            action: 'Send a file',
            description: 'Send a file to a WhatsApp user within the 24-hour session window',
          },
        ],
      },
      ...sendFileFields,
      ...getDeliveryStatusFields,
      ...getSessionWindowFields(
        "Whose session window to look up: a number with its country code in any spelling, or a chat ID. The window is open for 24 hours after the customer's last message; where the channel keeps no history it is unknown.",
      ),
    ],
  };

  methods = {
    credentialTest: { testChannel },
    listSearch: { searchTemplates },
    resourceMapping: { getTemplateVariables },
  };

  async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
    const operation = this.getNodeParameter('operation', 0) as keyof typeof operations;
    return await runOperation(this, operations[operation]);
  }
}
