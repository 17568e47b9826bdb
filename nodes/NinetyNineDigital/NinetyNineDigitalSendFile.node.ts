import type {
  IExecuteFunctions,
  INodeExecutionData,
  INodeType,
  INodeTypeDescription,
} from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';
import { downloadReceivedFileFields } from '../shared/description/download-received-file';
import { getSessionWindowFields } from '../shared/description/fields';
import { sendFileFields } from './description/send-file';
import { actions, credentialTest } from './lazy';

/** Sends files to WhatsApp users from a 99digital number. */
export class NinetyNineDigitalSendFile implements INodeType {
  description: INodeTypeDescription = {
    displayName: '99digital Send File',
    name: 'ninetyNineDigitalSendFile',
    icon: { light: 'file:ninetyNineDigital.svg', dark: 'file:ninetyNineDigital.dark.svg' },
    group: ['output'],
    version: 1,
    subtitle:
      '={{ { downloadFile: "download received file", sendFile: "send file", getSessionWindow: "get session window" }[$parameter["operation"]] }}',
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
            name: 'Download Received File',
            value: 'downloadFile',
            action: 'Download a received file',
            description: 'Fetch a file that a customer has sent, for the nodes that follow',
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
      ...downloadReceivedFileFields,
      ...getSessionWindowFields(
        "Whose session window to look up: a number with its country code in any spelling, or a user ID. The window is open for 24 hours after the customer's last message.",
      ),
    ],
  };

  methods = { credentialTest };

  async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
    const { execute } = await actions();
    return await execute(this);
  }
}
