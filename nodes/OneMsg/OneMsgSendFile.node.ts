import type {
  IExecuteFunctions,
  INodeExecutionData,
  INodeType,
  INodeTypeDescription,
} from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';
import { uploadMediaFields } from './description/upload-media';
import { getDeliveryStatusFields, sendFileFields } from './description/send-file';
import { downloadReceivedFileFields } from '../shared/description/download-received-file';
import { getSessionWindowFields } from '../shared/description/fields';
import type { OperationName } from '../shared/description/operations';
import { operationFields, operationSubtitle } from '../shared/description/operations';
import { ONE_MSG } from './api/channel';
import { actions, credentialTest, templateMethods } from './lazy';

/** What 1MSG can do. */
const OPERATIONS: OperationName[] = [
  'sendFile',
  'sendTemplate',
  'getDeliveryStatus',
  'getSessionWindow',
  'downloadFile',
  'uploadMedia',
];

/** Sends files to WhatsApp users through a 1MSG channel, and asks what became of them. */
export class OneMsgSendFile implements INodeType {
  description: INodeTypeDescription = {
    displayName: '1MSG Send File',
    name: 'oneMsgSendFile',
    icon: { light: 'file:oneMsg.svg', dark: 'file:oneMsg.dark.svg' },
    group: ['output'],
    version: 1,
    subtitle: operationSubtitle(OPERATIONS),
    description: 'Send a file, such as an invoice PDF, to a WhatsApp user through 1MSG',
    defaults: { name: '1MSG Send File' },
    inputs: [NodeConnectionTypes.Main],
    outputs: [NodeConnectionTypes.Main],
    usableAsTool: true,
    credentials: [{ name: 'oneMsgChannelApi', required: true, testedBy: 'testChannel' }],
    properties: [
      ...operationFields(ONE_MSG.name, OPERATIONS),
      ...sendFileFields,
      ...downloadReceivedFileFields,
      ...uploadMediaFields,
      ...getDeliveryStatusFields,
      ...getSessionWindowFields(
        "Whose session window to look up: a number in any spelling, or a chat ID. The window is open for 24 hours after the customer's last message; where the channel keeps no history it is unknown.",
      ),
    ],
  };

  methods = { credentialTest, ...templateMethods };

  async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
    const { execute } = await actions();
    return await execute(this);
  }
}
