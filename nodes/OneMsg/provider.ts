import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { downloadReceivedFile } from '../shared/n8n/download-received-file';
import type { WindowProvider } from '../shared/n8n/get-session-window';
import { getSessionWindow } from '../shared/n8n/get-session-window';
import { runOperation } from '../shared/n8n/run-operation';
import type { SendFileProvider } from '../shared/send-file/send-file';
import { sendFile } from '../shared/send-file/send-file';
import type { SendTemplateProvider } from '../shared/send-file/send-template';
import { sendTemplate } from '../shared/send-file/send-template';
import type { TriggerActions } from '../shared/n8n/lazy-node';
import { activate, deactivate } from '../shared/trigger/lifecycle';
import { receive } from '../shared/trigger/receive';
import { getDeliveryStatus } from './get-delivery-status';
import { EVENT_CHOICES } from '../shared/trigger/choose-events';
import { n8nClock } from '../shared/n8n/n8n-clock';
import { readRecipient } from '../shared/whatsapp/recipient';
import type { TriggerProvider } from '../shared/trigger/trigger-provider';
import { ONE_MSG, readChannel } from './api/channel';
import { OneMsgClient } from './api/one-msg-client';
import {
  binaryTransfer,
  downloadFile,
  oneMsgSendFileTriggerFields,
  voiceNote,
} from './description/options';
import { CREDENTIAL_TYPE, channelClient } from './channel-client';
import { parsePayload } from './events/parse-payload';
import { ChannelWebhooks } from './webhook/channel-webhooks';
import { OneMsgRegistrar } from './webhook/one-msg-registrar';
import { InputError } from '../shared/values/input-error';
import { MEDIA_TABLE } from './api/media-table';
import { OneMsgFileSender } from './api/one-msg-file-sender';
import { readFallback, readTemplateAtOnce } from '../shared/templates/read-fallback';
import { templateChoices } from '../shared/templates/template-choices';
import { ONE_MSG_TEMPLATES } from './templates/template-body';
import { listTemplates } from './templates/templates';
import { windowSource } from './history/session-windows';
import { uploadMedia } from './upload-media';

/** What 1MSG Send File is made of. It tells session windows by the history of a chat. */
const oneMsgSending: SendFileProvider & SendTemplateProvider & WindowProvider = {
  name: ONE_MSG.name,
  taking: { bytes: { download: downloadFile, transfer: binaryTransfer }, media: MEDIA_TABLE },
  sender: async (context, run) =>
    new OneMsgFileSender(await channelClient(context, run.timeout), n8nClock, run),
  readRecipient,
  readMore: ({ index, file: { file, filename, mediaType } }, parameters) => {
    const asVoice = parameters.read(voiceNote, index);
    const mayBeOne =
      file.source === 'mediaId' ? mediaType === 'audio' : /\.(ogg|oga|opus)$/i.test(filename ?? '');
    if (asVoice && !mayBeOne)
      throw new InputError(
        'INVALID_FILE',
        'A voice note has to be an OGG (Opus) file; switch the option Voice Note off, or send such a file',
      );
    const fallback = readFallback(parameters, index, ONE_MSG_TEMPLATES);
    return { ...(asVoice && { voiceNote: true }), ...(fallback && { fallback }) };
  },
  readTemplate: (parameters, item) => readTemplateAtOnce(parameters, item, ONE_MSG_TEMPLATES),
  windows: async (context, timeout) =>
    windowSource(await channelClient(context, timeout), n8nClock),
};

/** What Send a Template is made of. A link to n8n does not end in a file's extension, so bytes are uploaded always. */
const oneMsgTemplates: SendTemplateProvider = {
  ...oneMsgSending,
  taking: { bytes: { download: downloadFile }, media: MEDIA_TABLE },
};

/** What the 1MSG Send File Trigger is made of. */
export const oneMsgWebhooks: TriggerProvider = {
  ...ONE_MSG,
  events: EVENT_CHOICES,
  fields: oneMsgSendFileTriggerFields,
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

/** Runs the operation that is chosen in 1MSG Send File. */
export const execute = async (context: IExecuteFunctions): Promise<INodeExecutionData[][]> =>
  await runOperation(context, {
    sendFile: async () => await sendFile(context, oneMsgSending),
    downloadFile: downloadReceivedFile,
    sendTemplate: async () => await sendTemplate(context, oneMsgTemplates),
    getDeliveryStatus,
    getSessionWindow: async () => await getSessionWindow(context, oneMsgSending),
    uploadMedia,
  });

/** What the trigger does. */
export const trigger: TriggerActions = {
  activate: async (context) => await activate(context, oneMsgWebhooks),
  deactivate: async (context) => await deactivate(context, oneMsgWebhooks),
  receive: async (context) => await receive(context, oneMsgWebhooks),
};

/** What the editor asks for by the fields of templates. */
export const templates = templateChoices({
  rules: ONE_MSG_TEMPLATES,
  list: async (context, timeout) => {
    const client = await channelClient(context, timeout);
    return async (repetition) => await listTemplates(client, repetition);
  },
});

// All that the nodes do, in one: what stands here is loaded when a node is first used.
export { testChannel } from './test-channel';
