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
import { NINETY_NINE_DIGITAL } from './api/number';

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

  webhookMethods = trigger.webhookMethods;

  async webhook(this: IWebhookFunctions): Promise<IWebhookResponseData> {
    return await trigger.receive(this);
  }
}

/** What the editor shows for the 99digital Trigger. */
const ninetyNineDigitalTriggerFields = triggerFields({
  provider: NINETY_NINE_DIGITAL.name,
  register: {
    displayName: 'Set Webhook of Number',
    description:
      "Whether the trigger's URL becomes the number's webhook on activation and is removed on deactivation. Turn it off to set the URL at 99digital yourself.",
  },
  registerNotice:
    "Publishing the workflow (in older n8n: activating it) makes this trigger's URL the webhook of the number at 99digital, with delivery statuses and failures switched on. A number has one webhook: one that is there is not replaced unless you say so in the options. n8n must be reachable from the internet over https: whoever runs it sets WEBHOOK_URL to its public address.",
  byHandNotice:
    'Set the production URL as the webhook of the number at 99digital, with ?secret= and the option Webhook Secret at its end, and switch delivery statuses (readStatus) and failures (system) on there. n8n must be reachable from the internet over https: whoever runs it sets WEBHOOK_URL to its public address.',
  finishedNotice:
    ' 99digital waits five seconds for the answer, so the workflow has to be done by then.',
  retryScope: 'the number. It repeats at once, and after 5 and 20 minutes, 1, 4 and 24 hours',
  moreEvents: [
    {
      name: 'Notice About the Account',
      value: 'account',
      description:
        '99digital tells of the account itself, such as a template that was approved. Phone Numbers does not keep it out.',
    },
  ],
  moreOption: {
    displayName: 'Replace Existing Webhook',
    name: 'replaceExisting',
    type: 'boolean',
    default: false,
    displayOptions: { hide: { register: [false] } },
    description:
      "Whether to take the place of another's webhook. It comes back, with its settings, when the workflow is deactivated.",
  },
});
