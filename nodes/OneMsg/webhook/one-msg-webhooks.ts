import { EVENT_CHOICES } from '../../shared/trigger/choose-events';
import { n8nClock } from '../../shared/n8n/n8n-clock';
import { readRecipient } from '../../shared/whatsapp/recipient';
import type { TriggerProvider } from '../../shared/trigger/trigger-provider';
import { ONE_MSG, readChannel } from '../api/channel';
import { OneMsgClient } from '../api/one-msg-client';
import { parsePayload } from '../events/parse-payload';
import { CREDENTIAL_TYPE } from '../api/channel-client';
import { ChannelWebhooks } from './channel-webhooks';
import { OneMsgRegistrar } from './one-msg-registrar';

/** What the 1MSG Trigger is made of. */
export const oneMsgWebhooks: TriggerProvider = {
  id: ONE_MSG.id,
  name: ONE_MSG.name,
  account: 'channel',
  events: EVENT_CHOICES,
  switches: { register: 'Add Webhook to Channel' },
  credentialType: CREDENTIAL_TYPE,
  cleanUp: 'Remove it in the 1MSG panel; a channel takes only five',
  readAccount: readChannel,
  readRecipient,
  registrar: (connection, secrets) => {
    const webhooks = new ChannelWebhooks(new OneMsgClient(connection), n8nClock, secrets);
    return new OneMsgRegistrar(webhooks, n8nClock);
  },
  isFor: ({ instanceId }, channelId) => {
    if (instanceId === undefined || instanceId === null || instanceId === '') return true;
    const given = typeof instanceId === 'string' || typeof instanceId === 'number';
    return given && bareId(String(instanceId)) === bareId(channelId);
  },
  parse: parsePayload,
};

/** 1MSG shows IDs with and without the prefix. */
function bareId(id: string): string {
  return id
    .trim()
    .replace(/^instance/i, '')
    .toLowerCase();
}
