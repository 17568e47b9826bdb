import type {
  IHookFunctions,
  INodeType,
  INodeTypeDescription,
  IWebhookFunctions,
  IWebhookResponseData,
} from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';
import { actions, credentialTest } from './late-actions';
import { triggerWebhooks } from '../shared/webhook/webhook-descriptions';
import { ninetyNineDigitalTriggerFields } from './description/trigger';

/** Starts a workflow when 99digital tells of a delivery status or a message. */
export class NinetyNineDigitalTrigger implements INodeType {
  description: INodeTypeDescription = {
    displayName: '99digital Trigger',
    name: 'ninetyNineDigitalTrigger',
    icon: { light: 'file:ninetyNineDigital.svg', dark: 'file:ninetyNineDigital.dark.svg' },
    group: ['trigger'],
    // Above 1, since n8n evaluates an expression on every call to a trigger of version 1.
    version: 1.1,
    subtitle: '={{ $parameter["events"].join(", ") }}',
    description:
      'Start a workflow when a WhatsApp message sent through 99digital was delivered, read or failed, or when a customer writes',
    defaults: { name: '99digital Trigger' },
    eventTriggerDescription:
      'Now send a file from this number, or let a customer write to it. It listens until the first event of the kinds chosen.',
    inputs: [],
    outputs: [NodeConnectionTypes.Main],
    credentials: [{ name: 'ninetyNineDigitalApi', required: true, testedBy: 'testNumber' }],
    webhooks: triggerWebhooks,
    properties: ninetyNineDigitalTriggerFields,
  };

  methods = { credentialTest };

  webhookMethods = {
    default: {
      /** Never: what was set before may have been changed since, and is set again. */
      async checkExists(this: IHookFunctions): Promise<boolean> {
        return await Promise.resolve(false);
      },
      async create(this: IHookFunctions): Promise<boolean> {
        const { activate, ninetyNineDigitalWebhooks } = await actions();
        await activate(this, ninetyNineDigitalWebhooks);
        return true;
      },
      async delete(this: IHookFunctions): Promise<boolean> {
        const { deactivate, ninetyNineDigitalWebhooks } = await actions();
        await deactivate(this, ninetyNineDigitalWebhooks);
        return true;
      },
    },
  };

  async webhook(this: IWebhookFunctions): Promise<IWebhookResponseData> {
    const { receive, ninetyNineDigitalWebhooks } = await actions();
    return await receive(this, ninetyNineDigitalWebhooks);
  }
}
