import type {
  INodeType,
  INodeTypeDescription,
  IWebhookFunctions,
  IWebhookResponseData,
} from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';
import { eventsSubtitle, triggerDescription, triggerPanel } from '../shared/description/trigger';
import { ONE_MSG } from './api/channel';
import { credentialTest, trigger } from './lazy';
import { triggerWebhooks } from '../shared/trigger/webhook-descriptions';
import { oneMsgSendFileTriggerFields } from './description/options';

/** Starts a workflow when a 1MSG channel tells of a delivery status or a message. */
export class OneMsgSendFileTrigger implements INodeType {
  description: INodeTypeDescription = {
    displayName: '1MSG Send File Trigger',
    name: 'oneMsgSendFileTrigger',
    icon: { light: 'file:oneMsg.svg', dark: 'file:oneMsg.dark.svg' },
    group: ['trigger'],
    // Above 1, since n8n evaluates an expression on every call to a trigger of version 1.
    version: 1.1,
    subtitle: eventsSubtitle,
    description: triggerDescription(ONE_MSG.name),
    defaults: { name: '1MSG Send File Trigger' },
    eventTriggerDescription:
      'Now send a file through this channel, or let a customer write to it. It listens until the first event of the kinds chosen.',
    triggerPanel: triggerPanel(ONE_MSG),
    inputs: [],
    outputs: [NodeConnectionTypes.Main],
    credentials: [{ name: 'oneMsgChannelApi', required: true, testedBy: 'testChannel' }],
    webhooks: triggerWebhooks,
    properties: oneMsgSendFileTriggerFields,
  };

  methods = { credentialTest };

  webhookMethods = trigger.webhookMethods;

  async webhook(this: IWebhookFunctions): Promise<IWebhookResponseData> {
    return await trigger.receive(this);
  }
}
