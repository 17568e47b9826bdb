import type { IExecuteFunctions, INodeExecutionData, IDataObject } from 'n8n-workflow';
import { checkCaption } from '../whatsapp/media';
import { Downloads } from '../files/download';
import { UrlProbe } from '../files/url-probe';
import type { Recipient } from '../whatsapp/recipient';
import type { WaitFor } from './delivery-wait';
import { DeliveryOfItems } from './delivery-wait';
import type { FileSender, SendRequest, SendRun, Due } from '../provider/file-sender';
import { closeFile } from '../provider/file-sender';
import { defaultCountry } from '../description/fields';
import { checkWindow, quotedMessageId, sendOnceKey } from '../description/send-file';
import { fileFetcher } from '../n8n/connect';
import { ExecutionHints, sayHowFarItHolds } from '../n8n/execution-hints';
import type { ReadFile, FileTaking } from './read-file';
import { FileReader } from './read-file';
import { asText } from '../values/text';
import { ItemParameters } from '../parameters/item-parameters';
import { n8nClock } from '../n8n/n8n-clock';
import { beforeItems } from '../n8n/run-operation';
import { readRunOptions } from './run-options';
import { asError, messageOf } from '../values/thrown';
import { redact } from '../http/redact';
import { InputError } from '../values/input-error';
import { runByRecipient } from '../async/run-by-recipient';
import { sendFallback, sendOrFallBack } from './send-with-retries';
import { channelOf } from '../channel/channel';
import { Slots } from '../channel/turns';
import type { Lane, SendNote } from '../channel/channel-store';
import type { FailedOutcome } from '../provider/explain-outcome';
import { explainOutcome } from '../provider/explain-outcome';
import type { Refused, SendOutcome } from '../provider/send-outcome';
import { ItemRun } from '../n8n/item-run';
import type { OnceKeyReaders, UsedKey } from './send-once';
import { OnceKeysOfItems } from './send-once';
import { nodeOf } from './once-key-memory';
import { responseJson, sentJson } from './sent-item';

/** What hardly any two items have in common, whatever is sent. */
const NEEDED = ['phone', 'fileUrl', 'mediaId', 'filename', `options.${sendOnceKey.name}`];

/** What Retry On Fail in a node's settings does, unlike our own retries. */
const RUNS_AGAIN =
  'Retry On Fail is on in the settings of this node: when one item fails, n8n runs all of them again, and those that had been sent go out twice. Switch it off (the node itself retries what certainly was not sent), or give each item a Send-Once Key.';

/** The parts of the operation Send File that differ between providers. */
export interface SendFileProvider {
  /** Its name in texts for people. */
  name: string;
  taking: FileTaking;
  /** @throws {NodeOperationError} when the credential cannot be used as it stands */
  sender(context: IExecuteFunctions, run: SendRun): Promise<FileSender>;
  /** @param input a phone number in any form, or an ID @param country of numbers without country code @throws {InputError} */
  readRecipient(input: unknown, country: string | undefined): Promise<Recipient>;
  /** Reads what only this provider's requests have. @throws {InputError} */
  readMore?(
    item: { index: number; file: ReadFile },
    parameters: ItemParameters,
  ): Partial<SendRequest>;
}

/** The operation Send File: a file for each input item. */
export async function sendFile(
  context: IExecuteFunctions,
  provider: SendFileProvider,
): Promise<INodeExecutionData[]> {
  if (context.getInputData().length === 0) return [];
  const begun = await beginRun(context, provider, ['caption', `options.${quotedMessageId.name}`]);
  const { parameters, files } = begun;
  const items = sendItems(context, {
    ...begun.options,
    readLabels: (item) => ({
      filename: parameters.text('filename', 'file name', item),
      caption: parameters.text('caption', 'caption', item),
    }),
    readRequest: async (item, recipient) => {
      const windowFirst = parameters.read(checkWindow, item);
      const file = await files.read(item);
      try {
        const caption = parameters.text('caption', 'caption', item).toWellFormed();
        checkCaption(caption, file.mediaType === 'audio');
        const quoted = parameters.read(quotedMessageId, item);
        return {
          recipient,
          ...file,
          ...(caption && { caption }),
          ...(quoted && { quotedMessageId: quoted }),
          ...(windowFirst && { checkWindow: true }),
          ...provider.readMore?.({ index: item, file }, parameters),
        };
      } catch (error) {
        closeFile(file.file); // a download has begun
        throw asError(error);
      }
    },
  });
  return await items.finally(() => begun.end());
}

/** What of {@link SendItemsOptions} is the same for files and templates. */
type CommonOptions = Omit<SendItemsOptions, 'readLabels' | 'readRequest' | 'message'>;

/** A run whose items can be sent. */
interface BegunRun {
  parameters: ItemParameters;
  files: FileReader;
  options: CommonOptions;
  /** To be called when all are sent. */
  end: () => void;
}

/**
 * Reads what concerns the run as a whole.
 * @param needed the parameters that each item needs besides those of its recipient and its file
 */
export async function beginRun(
  context: IExecuteFunctions,
  provider: Omit<SendFileProvider, 'readMore'>,
  needed: readonly string[],
): Promise<BegunRun> {
  const parameters = new ItemParameters(context, [...NEEDED, ...needed]);
  const run = await beforeItems('REJECTED', () => readRunOptions(parameters));
  const { concurrency, includeRequest, timeout } = run;
  const hints = new ExecutionHints(context);
  const hint: SendRun['hint'] = (text, kind) => hints.say(text, kind);
  if (context.getNode().retryOnFail && !parameters.holds(sendOnceKey)) hint(RUNS_AGAIN);
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

  return {
    parameters,
    files,
    options: {
      ...run,
      sender,
      hint,
      readOnceKey: (item) => {
        const key = parameters.option(sendOnceKey, item);
        return key === undefined ? undefined : (asText(key) ?? '');
      },
      readAhead: (item) => files.expect(parameters.readAhead(item).get('fileUrl')),
      readRecipient: async (item) =>
        await provider.readRecipient(
          parameters.get('phone', item),
          parameters.option<string>(defaultCountry, item) ?? '',
        ),
    },
    end: () => probe.end(),
  };
}

/** How a provider's Send File node reads its items, and sends what it read. */
interface SendItemsOptions extends OnceKeyReaders {
  sender: FileSender;
  /** Recipients written to at the same time. */
  concurrency: number;
  /** For the node as a whole; 0 for no limit. */
  messagesPerSecond: number;
  /** Of attempts that certainly did not send. */
  maxRetries: number;
  /** Whether items carry the request they were sent with, and what the provider said to it. */
  includeRequest: boolean;
  /** Not set: an item is done when its message was accepted. */
  waitFor?: WaitFor;
  /** As in a {@link SendRun}. */
  hint: SendRun['hint'];
  /** Reads the expressions of an item whose turn has not come yet, if there is time for it. */
  readAhead?: (item: number) => void;
  /** Reads whom an item is for. @throws {InputError} */
  readRecipient(item: number): Promise<Recipient>;
  /** Reads the rest of an item, when its turn has come. @throws {InputError} */
  readRequest(item: number, recipient: Recipient): Promise<SendRequest>;
}

/** What became of one item's file; without a request when it could not be read. */
interface Attempt {
  request?: SendRequest;
  outcome: SendOutcome;
  /** The send-once key that it was made with, as the memory of keys knows it. */
  key?: UsedKey;
}

/**
 * Sends a file, or a template, for each input item: the same for every provider.
 * @returns one item an input item, in input order
 * @throws the error of the first item that failed, unless the node continues on errors
 */
export async function sendItems(
  context: IExecuteFunctions,
  options: SendItemsOptions,
): Promise<INodeExecutionData[]> {
  const { sender, concurrency } = options;
  const run = new ItemRun(context);
  const channel = channelOf(sender.account, n8nClock);
  const turnsAhead = channel.turnsAhead(concurrency);
  const slots = turnsAhead > 0 ? new Slots() : undefined;
  const once = new OnceKeysOfItems(context, run, options, channel.onceKeys);
  const delivery = new DeliveryOfItems(run, options, channel);
  const sayHowFarItHeld = sayHowFarItHolds(channel, sender.provider, context, options.hint);
  const explain = (outcome: FailedOutcome, recipient?: Recipient) =>
    explainOutcome(
      { ...outcome, text: redact(outcome.text) },
      sender.provider,
      recipient,
      options.message,
    );
  const recipients = new Map<number, Recipient>();
  let templates = 0;
  const ofNode = lane(nodeOf(context), options.messagesPerSecond);
  const retries = {
    gate: channel.gateFor([...lane('', sender.account.messagesPerSecond), ...ofNode]),
    maxRetries: options.maxRetries,
    clock: n8nClock,
    signal: run.signal,
    random: () => Math.random(),
  };

  const readAndSend = async (
    item: number,
    recipient: Recipient,
    send: typeof sendOrFallBack,
    due?: Due,
  ): Promise<Attempt> => {
    let request: SendRequest;
    const end = sender.expectSend(channel.isClosed() ? undefined : options.message);
    try {
      request = { ...(await options.readRequest(item, recipient)), ...(due && { due }) };
    } catch (error) {
      return { outcome: invalid(error, 'INVALID_FILE') };
    } finally {
      end();
    }
    try {
      const holdBack = async (ms: number) => await channel.holdBack(recipient.chatId, ms);
      return { request, outcome: await send(sender, request, { ...retries, holdBack }) };
    } finally {
      closeFile(request.file);
    }
  };

  const report = (item: number, recipient: Recipient, { request, outcome, key }: Attempt) => {
    if (outcome.kind === 'stopped') return;
    const described =
      request && options.includeRequest ? { request: shown(sender.describe(request)) } : {};
    if (!request || (outcome.kind !== 'accepted' && outcome.kind !== 'queued'))
      return run.failed(item, explain(outcome as FailedOutcome, recipient), described);
    if (outcome.sentVia === 'sendTemplate') templates++;
    const originalRequest = outcome.kind === 'accepted' ? outcome.originalRequest : undefined;
    const response = options.includeRequest ? responseJson(outcome) : undefined;
    const json = {
      ...sentJson(recipient, sender.labelsSent?.(request) ?? request, outcome),
      ...described,
      ...(originalRequest && { originalRequest: shown(originalRequest) }),
      ...(response && { response }),
    };
    run.sent(item, json);
    if (outcome.kind !== 'accepted' || !outcome.id) return;
    const mayFallBack = request.fallback && sender.sendTemplate && !outcome.sentVia;
    const { id } = outcome;
    const sendInstead = async () => await fallBackLater(item, recipient, id, key);
    const followed = { item, id, recipient, json, key };
    delivery.follow({ ...followed, ...(mayFallBack && { sendInstead }) });
  };

  /** Makes an attempt when it is its person's turn, and reports it. @returns whether one was made */
  const inTurn = async (
    item: number,
    recipient: Recipient,
    make: () => Promise<Attempt | undefined>,
  ): Promise<boolean> => {
    const { chatId } = recipient;
    const turn = await channel.turnOf(chatId, concurrency, run.signal, ofNode[0], slots);
    if (!turn) return false;
    let note: SendNote | undefined;
    try {
      const attempt = await make();
      note = attempt && noteOf(attempt);
      if (attempt) report(item, recipient, attempt);
      return attempt !== undefined && attempt.outcome.kind !== 'stopped';
    } catch (error) {
      // n8n would take it for the whole node's, and pass the input on where the node continues.
      run.failed(item, explain({ kind: 'unknown', text: messageOf(error) }, recipient));
      note ??= { open: true };
      return true;
    } finally {
      turn.end(note);
    }
  };

  /** WhatsApp has refused the file after it was accepted, as its window is closed. @returns whether a template was tried */
  const fallBackLater = async (item: number, recipient: Recipient, id: string, key?: UsedKey) =>
    await inTurn(item, recipient, async () => {
      /** The turn may have taken long. */
      const wasSent = () => channel.heardOf(id)?.wasSent === true;
      // With Redis the failure has freed the key, and another run may have it by now.
      if (wasSent() || (key && !(await key.claimAnew()))) return undefined;
      const due = async () => await Promise.resolve(!wasSent());
      const attempt = { ...(await readAndSend(item, recipient, sendFallback, due)), key };
      const isOut = ['accepted', 'queued', 'unknown'].includes(attempt.outcome.kind);
      if (!isOut && !wasSent()) await key?.release();
      return attempt;
    });

  try {
    await runByRecipient({
      count: context.getInputData().length,
      concurrency: concurrency + turnsAhead,
      signal: run.signal,
      clock: n8nClock,
      readAhead: options.readAhead,
      recipientOf: async (item) => {
        try {
          const recipient = await options.readRecipient(item);
          recipients.set(item, recipient);
          return recipient.chatId;
        } catch (error) {
          run.failed(item, explain(invalid(error, 'INVALID_RECIPIENT')));
          return undefined;
        }
      },
      work: async (item, begun) => {
        const recipient = recipients.get(item)!;
        recipients.delete(item);
        const send = async (due?: Due) => {
          begun();
          return await readAndSend(item, recipient, sendOrFallBack, due);
        };
        await inTurn(item, recipient, async () => await once.send(item, recipient, send));
      },
    });
    await delivery.known();
  } finally {
    delivery.end();
  }
  sayHowFarItHeld();
  if (templates > 0) options.hint(paidFor(templates), 'info');
  return run.finish();
}

const paidFor = (templates: number) =>
  `${templates === 1 ? '1 template' : `${templates} templates`} went out. WhatsApp charges for templates.`;

/** @returns the lane of a pace; none where there is no limit */
const lane = (name: string, messagesPerSecond = 0): Lane[] =>
  messagesPerSecond > 0 ? [{ name, interval: 1000 / messagesPerSecond }] : [];

/** @returns what other sends to the same person have to know of it; undefined where nothing was sent */
function noteOf({ outcome, key }: Attempt): SendNote | undefined {
  const sentWith = key && { key: key.name, claim: key.claim };
  if (outcome.kind === 'accepted') return outcome.id ? { id: outcome.id, ...sentWith } : undefined;
  if (outcome.kind === 'queued') return { id: outcome.id, ...sentWith, open: true };
  return outcome.kind === 'unknown' ? { open: true } : undefined;
}

/** Characters of each text in a request that is shown; a caption has 1,024. */
const MOST_SHOWN = 10_000;

/** A link in a request may be as good as the file: a signed one opens it for whoever has it. */
function shown(request: Record<string, unknown>): IDataObject {
  return JSON.parse(JSON.stringify(request), (_name, value: unknown) =>
    typeof value === 'string' ? redact(value.slice(0, MOST_SHOWN)) : value,
  ) as IDataObject;
}

/** An item that could not be read: its own fault, or that of an expression in it. */
function invalid(error: unknown, code: InputError['code']): Refused {
  return {
    kind: 'refused',
    code: error instanceof InputError ? error.code : code,
    text: messageOf(error),
  };
}
