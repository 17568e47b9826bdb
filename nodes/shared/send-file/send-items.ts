import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { redact } from '../http/redact';
import type { Recipient } from '../whatsapp/recipient';
import type { Due, FileSender, SendRequest, SendRun } from '../provider/file-sender';
import { closeFile } from '../provider/file-sender';
import { InputError } from '../values/input-error';
import { runByRecipient } from '../async/run-by-recipient';
import { sendOrFallBack } from './send-or-fall-back';
import { SendGate } from './send-gate';
import type { FailedOutcome } from '../provider/explain-outcome';
import { explainOutcome } from '../provider/explain-outcome';
import type { Refused, SendOutcome } from '../provider/send-outcome';
import type { WaitFor } from './run-options';
import { DeliveryOfItems } from './delivery-of-items';
import { ItemRun } from '../n8n/item-run';
import { n8nClock } from '../n8n/n8n-clock';
import type { OnceKeyReaders } from './once-keys-of-items';
import { OnceKeysOfItems } from './once-keys-of-items';
import { sentJson } from './sent-item';
import { messageOf } from '../values/thrown';

/** How a provider's Send File node reads its items, and sends what it read. */
export interface SendItemsOptions extends OnceKeyReaders {
  sender: FileSender;
  /** Recipients written to at the same time. */
  concurrency: number;
  /** For the node as a whole; 0 for no limit. */
  messagesPerSecond: number;
  /** Of attempts that certainly did not send. */
  maxRetries: number;
  /** Whether items carry the request they were sent with. */
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
}

/**
 * Sends a file for each input item: the same for every provider.
 * @returns one item an input item, in input order
 * @throws the error of the first item that failed, unless the node continues on errors
 */
export async function sendItems(
  context: IExecuteFunctions,
  options: SendItemsOptions,
): Promise<INodeExecutionData[]> {
  const { sender } = options;
  const run = new ItemRun(context);
  const once = new OnceKeysOfItems(context, run, options);
  const delivery = new DeliveryOfItems(run, options);
  const explain = (outcome: FailedOutcome, recipient?: Recipient) =>
    explainOutcome({ ...outcome, text: redact(outcome.text) }, sender.provider, recipient);
  const recipients = new Map<number, Recipient>();
  const retries = {
    gate: new SendGate(options.messagesPerSecond, n8nClock),
    maxRetries: options.maxRetries,
    clock: n8nClock,
    signal: run.signal,
    random: () => Math.random(),
  };

  const readAndSend = async (item: number, recipient: Recipient, due?: Due): Promise<Attempt> => {
    let request: SendRequest;
    const end = sender.expectSend();
    try {
      request = { ...(await options.readRequest(item, recipient)), ...(due && { due }) };
    } catch (error) {
      return { outcome: invalid(error, 'INVALID_FILE') };
    } finally {
      end();
    }
    try {
      return { request, outcome: await sendOrFallBack(sender, request, retries) };
    } finally {
      closeFile(request.file);
    }
  };

  const report = (item: number, recipient: Recipient, { request, outcome }: Attempt) => {
    if (outcome.kind === 'stopped') return;
    const described =
      request && options.includeRequest ? { request: shown(sender.describe(request)) } : {};
    if (!request || (outcome.kind !== 'accepted' && outcome.kind !== 'queued'))
      return run.failed(item, explain(outcome as FailedOutcome, recipient), described);
    const originalRequest = outcome.kind === 'accepted' ? outcome.originalRequest : undefined;
    const json = {
      ...sentJson(recipient, sender.labelsSent?.(request) ?? request, outcome),
      ...described,
      ...(originalRequest && { originalRequest: shown(originalRequest) }),
    };
    run.sent(item, json);
    if (outcome.kind === 'accepted' && outcome.id) delivery.follow(item, outcome.id, json);
  };

  try {
    await runByRecipient({
      count: context.getInputData().length,
      concurrency: options.concurrency,
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
      work: async (item) => {
        const recipient = recipients.get(item)!;
        recipients.delete(item);
        try {
          const attempt = await once.send(
            item,
            recipient,
            async (due) => await readAndSend(item, recipient, due),
          );
          if (attempt) report(item, recipient, attempt);
        } catch (error) {
          // n8n would take it for the whole node's, and pass the input on where the node continues.
          run.failed(item, explain({ kind: 'unknown', text: messageOf(error) }, recipient));
        }
      },
    });
    await delivery.known();
  } finally {
    delivery.end();
  }
  return run.finish();
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
