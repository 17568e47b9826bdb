import type {
  IExecuteFunctions,
  INodeExecutionData,
  INodeType,
  INodeTypeDescription,
} from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';
import { getSessionWindowFields } from '../shared/description/get-session-window';
import { getSessionWindow } from '../shared/n8n/get-session-window';
import { runOperation } from '../shared/n8n/run-operation';
import { sendFile } from '../shared/n8n/send-file';
import { sendFileFields } from './description/send-file';
import { ninetyNineDigitalSending } from './operations/ninety-nine-digital-sending';
import { ninetyNineDigitalWindows } from './operations/ninety-nine-digital-windows';
import { testNumber } from './operations/test-number';

const operations = {
  sendFile: async (context: IExecuteFunctions) => await sendFile(context, ninetyNineDigitalSending),
  getSessionWindow: async (context: IExecuteFunctions) =>
    await getSessionWindow(context, ninetyNineDigitalWindows),
};

/** Sends files to WhatsApp users from a 99digital number. */
export class NinetyNineDigitalSendFile implements INodeType {
  description: INodeTypeDescription = {
    displayName: '99digital Send File',
    name: 'ninetyNineDigitalSendFile',
    icon: { light: 'file:ninetyNineDigital.svg', dark: 'file:ninetyNineDigital.dark.svg' },
    group: ['output'],
    version: 1,
    subtitle:
      '={{ { sendFile: "send file", getSessionWindow: "get session window" }[$parameter["operation"]] }}',
    description: 'Send a file, such as an invoice PDF, to a WhatsApp user through 99digital',
    defaults: { name: '99digital Send File' },
    inputs: [NodeConnectionTypes.Main],
    outputs: [NodeConnectionTypes.Main],
    usableAsTool: true,
    credentials: [{ name: 'ninetyNineDigitalApi', required: true, testedBy: 'testNumber' }],
    properties: [
      {
        displayName: 'Operation',
        name: 'operation',
        type: 'options',
        noDataExpression: true,
        default: 'sendFile',
        options: [
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
      ...getSessionWindowFields(
        "Whose session window to look up: a number with its country code in any spelling, or a user ID. The window is open for 24 hours after the customer's last message.",
      ),
    ],
  };

  methods = { credentialTest: { testNumber } };

  async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
    const operation = this.getNodeParameter('operation', 0) as keyof typeof operations;
    return await runOperation(this, operations[operation]);
  }
}
