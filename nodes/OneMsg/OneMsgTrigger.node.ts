import type {
  IHookFunctions,
  INodeType,
  INodeTypeDescription,
  IWebhookFunctions,
  IWebhookResponseData,
} from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';
import { oneMsgTriggerFields } from './description/trigger';
import { actions, credentialTest } from './late-actions';
import { triggerWebhooks } from '../shared/webhook/webhook-descriptions';

/** Starts a workflow when a 1MSG channel tells of a delivery status or a message. */
export class OneMsgTrigger implements INodeType {
  description: INodeTypeDescription = {
    displayName: '1MSG Trigger',
    name: 'oneMsgTrigger',
    icon: { light: 'file:oneMsg.svg', dark: 'file:oneMsg.dark.svg' },
    group: ['trigger'],
    // Above 1, since n8n evaluates an expression on every call to a trigger of version 1.
    version: 1.1,
    subtitle: '={{ $parameter["events"].join(", ") }}',
    description:
      'Start a workflow when a WhatsApp message sent through 1MSG was delivered, read or failed, or when a customer writes',
    defaults: { name: '1MSG Trigger' },
    eventTriggerDescription:
      'Now send a file through this channel, or let a customer write to it. It listens until the first event of the kinds chosen.',
    inputs: [],
    outputs: [NodeConnectionTypes.Main],
    credentials: [{ name: 'oneMsgChannelApi', required: true, testedBy: 'testChannel' }],
    webhooks: triggerWebhooks,
    properties: oneMsgTriggerFields,
  };

  methods = { credentialTest };

  webhookMethods = {
    default: {
      /** Never: 1MSG may have switched the URL off, and posting it again switches it on. */
      async checkExists(this: IHookFunctions): Promise<boolean> {
        return await Promise.resolve(false);
      },
      async create(this: IHookFunctions): Promise<boolean> {
        const { activate, oneMsgWebhooks } = await actions();
        await activate(this, oneMsgWebhooks);
        return true;
      },
      async delete(this: IHookFunctions): Promise<boolean> {
        const { deactivate, oneMsgWebhooks } = await actions();
        await deactivate(this, oneMsgWebhooks);
        return true;
      },
    },
  };

  async webhook(this: IWebhookFunctions): Promise<IWebhookResponseData> {
    const { receive, oneMsgWebhooks } = await actions();
    return await receive(this, oneMsgWebhooks);
  }
}
