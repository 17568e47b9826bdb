import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { checkCaption } from '../../shared/files/caption';
import { Downloads } from '../../shared/files/download';
import { UrlProbe } from '../../shared/files/url-probe';
import { asText, ItemParameters } from '../../shared/n8n/item-parameters';
import { n8nClock } from '../../shared/n8n/n8n-clock';
import { sendItems } from '../../shared/n8n/send-items';
import { ExecutionHints } from '../../shared/n8n/execution-hints';
import { readRecipient } from '../../shared/recipient';
import type { SendRequest } from '../../shared/sending/file-sender';
import type { AwaitedStatus } from '../../shared/sending/delivery-wait';
import { InputError } from '../../shared/sending/input-error';
import { OneMsgFileSender } from '../api/one-msg-file-sender';
import { channelClient, fileFetcher } from './channel-client';
import type { FileOptions } from './file-reader';
import { FileReader } from './file-reader';
import { readFallback } from './window-fallback';

/** What the node holds below Options; one that was not added is not there. */
interface Options extends FileOptions {
  checkWindow?: boolean;
  concurrency?: number;
  defaultCountry?: string;
  includeRequest?: boolean;
  maxRetries?: number;
  messagesPerSecond?: number;
  quotedMessageId?: string;
  sendOnceKey?: string;
  timeout?: number;
  voiceNote?: boolean;
  waitFor?: 'none' | AwaitedStatus;
  waitTimeout?: number;
}

/** The operation Send File: a file for each input item. */
export async function sendFile(context: IExecuteFunctions): Promise<INodeExecutionData[]> {
  if (context.getInputData().length === 0) return [];
  const parameters = new ItemParameters(context);
  const options = (item: number) => parameters.get<Options>('options', item, {});
  // What concerns the run as a whole is read from the first item.
  const run = options(0);
  const timeout = Math.max(1, run.timeout ?? 30) * 1000;
  const client = await channelClient(context, timeout);

  const hints = new ExecutionHints(context);
  const signal = context.getExecutionCancelSignal();
  const fetcher = fileFetcher(context);
  const files = new FileReader({
    context,
    parameters,
    hints,
    probe: new UrlProbe(fetcher),
    downloads: new Downloads({ fetcher, clock: n8nClock, timeout, signal }),
  });

  return await sendItems(context, {
    sender: new OneMsgFileSender(client, n8nClock, {
      signal,
      hint: (text) => hints.say(text),
    }),
    concurrency: Math.max(1, Math.floor(run.concurrency ?? 10)),
    messagesPerSecond: run.messagesPerSecond ?? 0,
    maxRetries: run.maxRetries ?? 3,
    includeRequest: run.includeRequest ?? false,
    ...(run.waitFor &&
      run.waitFor !== 'none' && {
        waitFor: { status: run.waitFor, timeout: Math.max(1, run.waitTimeout ?? 60) * 1000 },
      }),
    readOnceKey: (item) => {
      const key = parameters.option('sendOnceKey', item);
      return key === undefined ? undefined : asText(key);
    },
    readLabels: (item) => ({
      filename: parameters.text('filename', item),
      caption: parameters.text('caption', item),
    }),
    readAhead: (item) => {
      const read = parameters.readAhead(['phone', 'fileUrl', 'filename', 'caption'], item);
      if (parameters.isConstant('options')) files.expect(read.get('fileUrl'), run);
    },
    readRecipient: async (item) =>
      await readRecipient(
        parameters.get('phone', item),
        parameters.option<string>('defaultCountry', item) ?? undefined,
      ),
    readRequest: async (item, recipient) => {
      const given = options(item);
      const { checkWindow, quotedMessageId, voiceNote } = given;
      const { file, filename, mediaType } = await files.read(item, given);
      const caption = asText(parameters.get('caption', item, ''));
      if (voiceNote && !/\.(ogg|oga|opus)$/i.test(filename ?? '') && file.source !== 'mediaId')
        throw new InputError(
          'INVALID_FILE',
          'A voice note has to be an OGG (Opus) file; switch the option Voice Note off, or send such a file',
        );
      checkCaption(caption, mediaType === 'audio');
      const quoted = asText(quotedMessageId);
      const fallback = readFallback(parameters, item);
      return {
        recipient,
        file,
        mediaType,
        filename,
        ...(caption && { caption }),
        ...(quoted && { quotedMessageId: quoted }),
        ...(voiceNote && { voiceNote }),
        ...(checkWindow && { checkWindow }),
        ...(fallback && { fallback }),
      } satisfies SendRequest;
    },
  });
}
