import type {
  INodeType,
  INodeTypeDescription,
  IWebhookFunctions,
  IWebhookResponseData,
} from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';
import { credentialTest, trigger } from './lazy';
import { triggerWebhooks } from '../shared/trigger/webhook-descriptions';
import { triggerFields } from '../shared/description/trigger';

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

  webhookMethods = trigger.webhookMethods;

  async webhook(this: IWebhookFunctions): Promise<IWebhookResponseData> {
    return await trigger.receive(this);
  }
}

/** What the editor shows for the 1MSG Trigger. */
export const oneMsgTriggerFields = triggerFields({
  provider: '1MSG',
  register: {
    displayName: 'Add Webhook to Channel',
    description:
      "Whether the trigger's URL is added to the channel's webhooks on activation and removed on deactivation. Turn it off to paste the URL in 1MSG yourself.",
  },
  registerNotice:
    "Publishing the workflow (in older n8n: activating it) adds this trigger's URL to the channel's webhooks in 1MSG, beside those that are there (five at most in all), and switches delivery statuses on. n8n must be reachable from the internet over https: whoever runs it sets WEBHOOK_URL to its public address.",
  byHandNotice:
    "Add the production URL to the channel's webhooks in 1MSG, with ?secret= and the option Webhook Secret at its end, and switch delivery statuses on there. n8n must be reachable from the internet over https: whoever runs it sets WEBHOOK_URL to its public address.",
  retryScope: 'the whole channel',
});
