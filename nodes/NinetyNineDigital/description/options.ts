import type { INodeProperties } from 'n8n-workflow';
import { sendOptionsField, templateOptionsField } from '../../shared/description/send-file';
import { triggerFields } from '../../shared/description/trigger';
import { ADDRESS_SETTING } from '../../shared/http/loopback';
import { NINETY_NINE_DIGITAL } from '../api/number';

// What the nodes offer below Options and no other provider's do. Each option is defined here alone: what runs reads it, too.

export const localStorage = {
  displayName: 'Let 99digital Host the File',
  name: 'localStorage',
  type: 'boolean',
  default: false,
  description:
    'Whether 99digital downloads the file and gives WhatsApp a link of its own, for links that WhatsApp cannot open. The answer takes longer.',
} as const satisfies INodeProperties;

export const replaceExisting = {
  displayName: 'Replace Existing Webhook',
  name: 'replaceExisting',
  type: 'boolean',
  default: false,
  displayOptions: { hide: { register: [false] } },
  description:
    "Whether to take the place of another's webhook. It comes back, with its settings, when the workflow is deactivated.",
} as const satisfies INodeProperties;

const WAIT_FOR =
  'It learns of it from the 99digital Send File Trigger: a workflow with one for this number has to be active.';

/** The field Options of 99digital Send File. */
export const sendOptions = sendOptionsField({
  provider: NINETY_NINE_DIGITAL.name,
  checkWindow:
    'Whether to ask 99digital first, and not to try the file when the session window is closed. It takes one more request for each recipient. If the window is not known, the file is sent.',
  quotedMessageId:
    "The customer's message that the file is shown as a reply to: its ID, as the 99digital Send File Trigger gives it",
  waitFor: WAIT_FOR,
  more: [localStorage],
});

/** The field Options of its operation Send a Template. */
export const templateOptions = templateOptionsField({
  provider: NINETY_NINE_DIGITAL.name,
  waitFor: WAIT_FOR,
  more: [],
});

/** What the editor shows for the 99digital Send File Trigger. */
export const ninetyNineDigitalSendFileTriggerFields = triggerFields({
  provider: NINETY_NINE_DIGITAL.name,
  register: {
    displayName: 'Set Webhook of Number',
    description:
      "Whether the trigger's URL becomes the number's webhook on activation and is removed on deactivation. Turn it off to set the URL at 99digital yourself.",
  },
  registerNotice: `Publishing the workflow (in older n8n: activating it) makes this trigger's URL the webhook of the number at 99digital, with delivery statuses and failures switched on. A number has one webhook: one that is there is not replaced unless you say so in the options. n8n must be reachable from the internet over https: whoever runs it sets ${ADDRESS_SETTING} to its public address.`,
  byHandNotice: `Set the production URL as the webhook of the number at 99digital, with ?secret= and the option Webhook Secret at its end, and switch delivery statuses (readStatus) and failures (system) on there. n8n must be reachable from the internet over https: whoever runs it sets ${ADDRESS_SETTING} to its public address.`,
  finishedNotice:
    ' 99digital waits five seconds for the answer, so the workflow has to be done by then.',
  retryScope: 'the number. It repeats at once, and after 5 and 20 minutes, 1, 4 and 24 hours',
  moreEvents: [
    {
      name: 'Notice About the Account',
      value: 'account',
      action: 'On notice about the account',
      description: '99digital tells of the account itself, such as a template that was approved',
    },
  ],
  moreOptions: [replaceExisting],
});
