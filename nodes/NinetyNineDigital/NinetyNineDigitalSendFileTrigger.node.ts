import type {
  INodeType,
  INodeTypeDescription,
  IWebhookFunctions,
  IWebhookResponseData,
} from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';
import { eventsSubtitle, triggerDescription, triggerPanel } from '../shared/description/trigger';
import { NINETY_NINE_DIGITAL } from './api/number';
import { credentialTest, trigger } from './lazy';
import { triggerWebhooks } from '../shared/trigger/webhook-descriptions';
import { ninetyNineDigitalSendFileTriggerFields } from './description/options';

/** Starts a workflow when 99digital tells of a delivery status or a message. */
export class NinetyNineDigitalSendFileTrigger implements INodeType {
  description: INodeTypeDescription = {
    displayName: '99digital Send File Trigger',
    name: 'ninetyNineDigitalSendFileTrigger',
    icon: { light: 'file:ninetyNineDigital.svg', dark: 'file:ninetyNineDigital.dark.svg' },
    group: ['trigger'],
    // Above 1, since n8n evaluates an expression on every call to a trigger of version 1.
    version: 1.1,
    subtitle: eventsSubtitle,
    description: triggerDescription(NINETY_NINE_DIGITAL.name),
    defaults: { name: '99digital Send File Trigger' },
    eventTriggerDescription:
      'Now send a file from this number, or let a customer write to it. It listens until the first event of the kinds chosen.',
    triggerPanel: triggerPanel(NINETY_NINE_DIGITAL),
    inputs: [],
    outputs: [NodeConnectionTypes.Main],
    credentials: [{ name: 'ninetyNineDigitalApi', required: true, testedBy: 'testNumber' }],
    webhooks: triggerWebhooks,
    properties: ninetyNineDigitalSendFileTriggerFields,
  };

  methods = { credentialTest };

  webhookMethods = trigger.webhookMethods;

  async webhook(this: IWebhookFunctions): Promise<IWebhookResponseData> {
    return await trigger.receive(this);
  }
}
