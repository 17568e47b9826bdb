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
import type { OperationName } from '../shared/description/operations';
import { operationFields, operationSubtitle } from '../shared/description/operations';
import { NINETY_NINE_DIGITAL } from './api/number';
import { actions, credentialTest, templateMethods } from './lazy';

/** What 99digital can do. */
const OPERATIONS: OperationName[] = [
  'sendFile',
  'sendTemplate',
  'getSessionWindow',
  'downloadFile',
];

/** Sends files to WhatsApp users from a 99digital number. */
export class NinetyNineDigitalSendFile implements INodeType {
  description: INodeTypeDescription = {
    displayName: '99digital Send File',
    name: 'ninetyNineDigitalSendFile',
    icon: { light: 'file:ninetyNineDigital.svg', dark: 'file:ninetyNineDigital.dark.svg' },
    group: ['output'],
    version: 1,
    subtitle: operationSubtitle(OPERATIONS),
    description: 'Send a file, such as an invoice PDF, to a WhatsApp user through 99digital',
    defaults: { name: '99digital Send File' },
    inputs: [NodeConnectionTypes.Main],
    outputs: [NodeConnectionTypes.Main],
    usableAsTool: true,
    credentials: [{ name: 'ninetyNineDigitalApi', required: true, testedBy: 'testNumber' }],
    properties: [
      ...operationFields(NINETY_NINE_DIGITAL.name, OPERATIONS),
      ...sendFileFields,
      ...downloadReceivedFileFields,
      ...getSessionWindowFields(
        "Whose session window to look up: a number in any spelling, or a user ID. The window is open for 24 hours after the customer's last message.",
      ),
    ],
  };

  methods = { credentialTest, ...templateMethods };

  async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
    const { execute } = await actions();
    return await execute(this);
  }
}
