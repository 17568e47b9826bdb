import { n8nClock } from '../shared/n8n/n8n-clock';
import type { SendFileProvider } from '../shared/send-file/send-file';
import { readRecipient } from '../shared/whatsapp/recipient';
import { InputError } from '../shared/values/input-error';
import { ONE_MSG } from './api/channel';
import { MEDIA_TABLE } from './api/media-table';
import { OneMsgFileSender } from './api/one-msg-file-sender';
import { channelClient } from './api/channel-client';
import { readFallback } from './templates/read-fallback';

/** What 1MSG Send File is made of. */
export const oneMsgSending: SendFileProvider = {
  name: ONE_MSG.name,
  taking: { bytes: true, media: MEDIA_TABLE },
  sender: async (context, run) =>
    new OneMsgFileSender(await channelClient(context, run.timeout), n8nClock, run),
  readRecipient,
  readMore: (
    { index, options: { voiceNote }, file: { file, filename, mediaType } },
    parameters,
  ) => {
    const mayBeOne =
      file.source === 'mediaId' ? mediaType === 'audio' : /\.(ogg|oga|opus)$/i.test(filename ?? '');
    if (voiceNote && !mayBeOne)
      throw new InputError(
        'INVALID_FILE',
        'A voice note has to be an OGG (Opus) file; switch the option Voice Note off, or send such a file',
      );
    const fallback = readFallback(parameters, index);
    return { ...(voiceNote && { voiceNote }), ...(fallback && { fallback }) };
  },
};
