import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { checkCaption } from '../whatsapp/media';
import { Downloads } from '../files/download';
import { UrlProbe } from '../files/url-probe';
import type { Recipient } from '../whatsapp/recipient';
import type { AwaitedStatus } from './delivery-wait';
import type { FileSender, SendRequest, SendRun } from '../provider/file-sender';
import { closeFile } from '../provider/file-sender';
import { fileFetcher } from '../n8n/connect';
import { ExecutionHints } from '../n8n/execution-hints';
import type { FileOptions, ReadFile } from './read-file';
import { FileReader } from './read-file';
import { asText, readText } from '../values/text';
import { ItemParameters } from '../parameters/item-parameters';
import type { FileTaking } from './link-reader';
import { n8nClock } from '../n8n/n8n-clock';
import { beforeItems } from '../n8n/run-operation';
import type { SendOptions } from './run-options';
import { readRunOptions } from './run-options';
import { sendItems } from './send-items';
import { readSwitches } from '../parameters/switches';
import { asError } from '../values/thrown';

/** Options that each item may have its own way. */
const OF_ITEM = [
  'binaryTransfer',
  'checkFile',
  'checkWindow',
  'downloadFile',
  'quotedMessageId',
  'voiceNote',
] as const;

/** Those that say whether a link is to be asked about. */
const OF_LINK = ['checkFile', 'downloadFile'] as const;

/** What hardly any two items have in common. */
const NEEDED = [
  'phone',
  'fileUrl',
  'mediaId',
  'filename',
  'caption',
  'options.quotedMessageId',
  'options.sendOnceKey',
];

/** Those that are on or off at all providers that have them, as the editor calls them. */
export const SWITCHES = {
  checkFile: 'Check File',
  checkWindow: 'Check Session Window First',
  downloadFile: 'Download File First',
  includeRequest: 'Include Request in Output',
  voiceNote: 'Voice Note',
} satisfies Partial<Record<keyof SendOptions, string>>;

/** The parts of the operation Send File that differ between providers. */
export interface SendFileProvider {
  /** Its name in texts for people. */
  name: string;
  /** What the editor calls options that are on or off and that no other provider has. */
  ownSwitches?: Partial<Record<keyof SendOptions, string>>;
  taking: FileTaking;
  /** @throws {NodeOperationError} when the credential cannot be used as it stands */
  sender(context: IExecuteFunctions, run: SendRun): Promise<FileSender>;
  /** @param input a phone number in any form, or an ID @param country of numbers without country code @throws {InputError} */
  readRecipient(input: unknown, country: string | undefined): Promise<Recipient>;
  /** Reads what only this provider's requests have. @throws {InputError} */
  readMore?(
    item: { index: number; options: SendOptions; file: ReadFile },
    parameters: ItemParameters,
  ): Partial<SendRequest>;
}

/** The operation Send File: a file for each input item. */
export async function sendFile(
  context: IExecuteFunctions,
  provider: SendFileProvider,
): Promise<INodeExecutionData[]> {
  if (context.getInputData().length === 0) return [];
  const parameters = new ItemParameters(context, NEEDED);
  const run = await beforeItems('REJECTED', () => readRunOptions(parameters));
  const { concurrency, includeRequest, timeout } = run;
  const hints = new ExecutionHints(context);
  const hint = (text: string) => hints.say(text);
  const signal = context.getExecutionCancelSignal();
  const execution = context.getExecutionId() || undefined;
  const sender = await beforeItems('UNAUTHORIZED', () =>
    provider.sender(context, { timeout, includeRequest, execution, signal, hint }),
  );
  const fetcher = fileFetcher(context);
  const probe = new UrlProbe(fetcher, concurrency, n8nClock);
  const files = new FileReader({
    provider: provider.name,
    taking: provider.taking,
    context,
    parameters,
    hints,
    probe,
    downloads: new Downloads({ fetcher, clock: n8nClock, timeout, signal }),
  });
  const switches = { ...SWITCHES, ...provider.ownSwitches };
  const ofItem = [...OF_ITEM, ...Object.keys(provider.ownSwitches ?? {})] as Array<
    keyof SendOptions
  >;
  const asksAhead = OF_LINK.every((name) => parameters.isConstant(`options.${name}`));

  const items = sendItems(context, {
    ...run,
    sender,
    hint,
    readOnceKey: (item) => {
      const key = parameters.option('sendOnceKey', item);
      return key === undefined ? undefined : (asText(key) ?? '');
    },
    readLabels: (item) => ({
      filename: parameters.text('filename', 'file name', item),
      caption: parameters.text('caption', 'caption', item),
    }),
    readAhead: (item) => {
      const link = parameters.readAhead(item).get('fileUrl');
      if (asksAhead) files.expect(link, parameters.options<FileOptions>(OF_LINK, item));
    },
    readRecipient: async (item) =>
      await provider.readRecipient(
        parameters.get('phone', item),
        parameters.option<string>('defaultCountry', item) ?? '',
      ),
    readRequest: async (item, recipient) => {
      const given = readSwitches(parameters.options<SendOptions>(ofItem, item), switches);
      const file = await files.read(item, given);
      try {
        const caption = parameters.text('caption', 'caption', item).toWellFormed();
        checkCaption(caption, file.mediaType === 'audio');
        const quotedMessageId = readText(given.quotedMessageId, 'quoted message ID', 'REJECTED');
        return {
          recipient,
          ...file,
          ...(caption && { caption }),
          ...(quotedMessageId && { quotedMessageId }),
          ...(given.checkWindow && { checkWindow: true }),
          ...provider.readMore?.({ index: item, options: given, file }, parameters),
        };
      } catch (error) {
        closeFile(file.file); // a download has begun
        throw asError(error);
      }
    },
  });
  return await items.finally(() => probe.end());
}
