import type { INodeProperties } from 'n8n-workflow';
import { sendOptionsField, templateOptionsField } from '../../shared/description/send-file';
import { triggerFields } from '../../shared/description/trigger';
import { ADDRESS_SETTING } from '../../shared/http/loopback';
import { ONE_MSG } from '../api/channel';

// What the nodes offer below Options and no other provider's do. Each option is defined here alone: what runs reads it, too.

export const binaryTransfer = {
  displayName: 'Binary Transfer',
  name: 'binaryTransfer',
  type: 'options',
  default: 'inline',
  displayOptions: { show: { '/fileSource': ['binary'] } },
  options: [
    { name: 'Inline', value: 'inline', description: 'The file travels in the request' },
    {
      name: 'Link',
      value: 'link',
      description:
        '1MSG fetches it from n8n by a link valid for a day; n8n must be reachable from the internet',
    },
  ],
  description: 'How a file in binary data reaches 1MSG',
} as const satisfies INodeProperties;

export const downloadFile = {
  displayName: 'Download File First',
  name: 'downloadFile',
  type: 'boolean',
  default: false,
  displayOptions: { show: { '/fileSource': ['url'] } },
  description:
    'Whether n8n fetches the file and hands it over, for links that 1MSG cannot reach, such as pre-signed or internal ones',
} as const satisfies INodeProperties;

export const voiceNote = {
  displayName: 'Voice Note',
  name: 'voiceNote',
  type: 'boolean',
  default: false,
  description: 'Whether an OGG audio file is shown as a voice message',
} as const satisfies INodeProperties;

const WAIT_FOR =
  'It learns of it from the 1MSG Send File Trigger, where a workflow with one for this channel is active, and by asking 1MSG again and again, where the channel answers that.';

/** The field Options of 1MSG Send File. */
export const sendOptions = sendOptionsField({
  provider: ONE_MSG.name,
  checkWindow:
    "Whether to look up in the channel's history, and in what the 1MSG Send File Trigger has heard, when the customer last wrote, and not to try the file when the session window is closed. It takes one more request for each recipient. If the window is not known, the file is sent.",
  quotedMessageId:
    'The message that the file is shown as a reply to: its ID, as the 1MSG Send File Trigger gives it',
  waitFor: WAIT_FOR,
  more: [binaryTransfer, downloadFile, voiceNote],
});

/** The field Options of its operation Send a Template. */
export const templateOptions = templateOptionsField({
  provider: ONE_MSG.name,
  waitFor: WAIT_FOR,
  more: [downloadFile],
});

/** What the editor shows for the 1MSG Send File Trigger. */
export const oneMsgSendFileTriggerFields = triggerFields({
  provider: ONE_MSG.name,
  register: {
    displayName: 'Add Webhook to Channel',
    description:
      "Whether the trigger's URL is added to the channel's webhooks on activation and removed on deactivation. Turn it off to paste the URL in 1MSG yourself.",
  },
  registerNotice: `Publishing the workflow (in older n8n: activating it) adds this trigger's URL to the channel's webhooks in 1MSG, beside those that are there (five at most in all), and switches delivery statuses on. n8n must be reachable from the internet over https: whoever runs it sets ${ADDRESS_SETTING} to its public address.`,
  byHandNotice: `Add the production URL to the channel's webhooks in 1MSG, with ?secret= and the option Webhook Secret at its end, and switch delivery statuses on there. n8n must be reachable from the internet over https: whoever runs it sets ${ADDRESS_SETTING} to its public address.`,
  retryScope: 'the whole channel',
});
