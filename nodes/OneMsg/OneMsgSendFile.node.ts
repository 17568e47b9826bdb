import type {
  IExecuteFunctions,
  ILoadOptionsFunctions,
  INodeExecutionData,
  INodeListSearchResult,
  INodeType,
  INodeTypeDescription,
  ResourceMapperFields,
} from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';
import { uploadMediaFields } from './description/upload-media';
import { getDeliveryStatusFields, sendFileFields } from './description/send-file';
import { downloadReceivedFileFields } from '../shared/description/download-received-file';
import { getSessionWindowFields } from '../shared/description/fields';
import { actions, credentialTest } from './lazy';

/** Sends files to WhatsApp users through a 1MSG channel, and asks what became of them. */
export class OneMsgSendFile implements INodeType {
  description: INodeTypeDescription = {
    displayName: '1MSG Send File',
    name: 'oneMsgSendFile',
    icon: { light: 'file:oneMsg.svg', dark: 'file:oneMsg.dark.svg' },
    group: ['output'],
    version: 1,
    subtitle:
      '={{ { downloadFile: "download received file", sendFile: "send file", sendTemplate: "send template", getDeliveryStatus: "get delivery status", getSessionWindow: "get session window", uploadMedia: "upload media" }[$parameter["operation"]] }}',
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
            name: 'Download Received File',
            value: 'downloadFile',
            action: 'Download a received file',
            description: 'Fetch a file that a customer has sent, for the nodes that follow',
          },
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
            name: 'Send a Template',
            value: 'sendTemplate',
            action: 'Send a template',
            description:
              'Send an approved template to a WhatsApp user at any time, with a file in its header where it takes one',
          },
          {
            name: 'Send File',
            value: 'sendFile',
            action: 'Send a file',
            description: 'Send a file to a WhatsApp user within the 24-hour session window',
          },
          {
            name: 'Upload Media',
            value: 'uploadMedia',
            action: 'Upload a file',
            description: 'Give a file to 1MSG, to be sent later by its media ID',
          },
        ],
      },
      ...sendFileFields,
      ...downloadReceivedFileFields,
      ...uploadMediaFields,
      ...getDeliveryStatusFields,
      ...getSessionWindowFields(
        "Whose session window to look up: a number with its country code in any spelling, or a chat ID. The window is open for 24 hours after the customer's last message; where the channel keeps no history it is unknown.",
      ),
    ],
  };

  methods = {
    credentialTest,
    listSearch: {
      async searchTemplates(
        this: ILoadOptionsFunctions,
        filter?: string,
      ): Promise<INodeListSearchResult> {
        return await (await actions()).searchTemplates.call(this, filter);
      },
    },
    resourceMapping: {
      async getTemplateVariables(this: ILoadOptionsFunctions): Promise<ResourceMapperFields> {
        return await (await actions()).getTemplateVariables.call(this);
      },
    },
  };

  async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
    const { execute } = await actions();
    return await execute(this);
  }
}
