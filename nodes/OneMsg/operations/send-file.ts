import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { checkCaption } from '../../shared/files/caption';
import { fileName, mediaTypeOf, mimeTypeOfName } from '../../shared/files/file-name';
import { fileNameInUrl, readFileUrl } from '../../shared/files/file-url';
import { asText, ItemParameters } from '../../shared/n8n/item-parameters';
import { n8nClock } from '../../shared/n8n/n8n-clock';
import { sendItems } from '../../shared/n8n/send-items';
import { readRecipient } from '../../shared/recipient';
import type { FileToSend, MediaType, SendRequest } from '../../shared/sending/file-sender';
import { InputError } from '../../shared/sending/input-error';
import { OneMsgFileSender } from '../api/one-msg-file-sender';
import { channelClient } from './channel-client';

/** What the node holds below Options; one that was not added is not there. */
interface Options {
  concurrency?: number;
  defaultCountry?: string;
  includeRequest?: boolean;
  maxRetries?: number;
  messagesPerSecond?: number;
  quotedMessageId?: string;
  timeout?: number;
  voiceNote?: boolean;
}

/** The operation Send File: a file for each input item. */
export async function sendFile(context: IExecuteFunctions): Promise<INodeExecutionData[]> {
  if (context.getInputData().length === 0) return [];
  const parameters = new ItemParameters(context);
  const options = (item: number) => parameters.get<Options>('options', item, {});
  // What concerns the run as a whole is read from the first item.
  const run = options(0);
  const client = await channelClient(context, Math.max(1, run.timeout ?? 30) * 1000);

  return await sendItems(context, {
    sender: new OneMsgFileSender(client, n8nClock),
    concurrency: Math.max(1, Math.floor(run.concurrency ?? 10)),
    messagesPerSecond: run.messagesPerSecond ?? 0,
    maxRetries: run.maxRetries ?? 3,
    includeRequest: run.includeRequest ?? false,
    readRecipient: async (item) =>
      await readRecipient(parameters.get('phone', item), options(item).defaultCountry),
    readRequest: async (item, recipient) => {
      const { quotedMessageId, voiceNote } = options(item);
      const file = readFile(parameters, item);
      const filename = await nameOf(file, parameters.text('filename', item));
      const caption = asText(parameters.get('caption', item, ''));
      const mediaType = await kindOf(file, filename);
      if (voiceNote && !/\.(ogg|oga|opus)$/i.test(filename ?? '') && file.source !== 'mediaId')
        throw new InputError(
          'INVALID_FILE',
          'A voice note has to be an OGG (Opus) file; switch the option Voice Note off, or send such a file',
        );
      checkCaption(caption, mediaType === 'audio');
      const quoted = asText(quotedMessageId);
      return {
        recipient,
        file,
        mediaType,
        filename,
        ...(caption && { caption }),
        ...(quoted && { quotedMessageId: quoted }),
        ...(voiceNote && { voiceNote }),
      } satisfies SendRequest;
    },
  });
}

function readFile(parameters: ItemParameters, item: number): FileToSend {
  const source = parameters.get<FileToSend['source']>('fileSource', item);
  if (source === 'url') return { source, url: readFileUrl(parameters.get('fileUrl', item)) };
  const mediaId = parameters.text('mediaId', item);
  if (!mediaId) throw new InputError('INVALID_FILE', 'The media ID is empty');
  return { source, mediaId, mediaType: parameters.get<MediaType>('mediaType', item) };
}

/** 1MSG wants a name with every file but a media ID. */
async function nameOf(file: FileToSend, given: string): Promise<string | undefined> {
  if (file.source === 'url') return await fileName([given, fileNameInUrl(file.url)]);
  return given || undefined;
}

async function kindOf(file: FileToSend, filename: string | undefined): Promise<MediaType> {
  if (file.source === 'mediaId') return file.mediaType;
  return mediaTypeOf(await mimeTypeOfName(filename ?? ''));
}
