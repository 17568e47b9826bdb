import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import type { Recipient } from '../recipient';
import type { FileSender, SendRequest } from '../sending/file-sender';
import { InputError } from '../sending/input-error';
import { runByRecipient } from '../sending/run-by-recipient';
import { sendOrFallBack } from '../sending/send-or-fall-back';
import { SendGate } from '../sending/send-gate';
import type { FailedOutcome } from '../sending/explain-outcome';
import { explainOutcome } from '../sending/explain-outcome';
import type { Accepted, Queued, Refused } from '../sending/send-outcome';
import { n8nClock } from './n8n-clock';
import { ItemRun } from './item-run';

/** How a provider's Send File node reads its items, and sends what it read. */
export interface SendItemsOptions {
  sender: FileSender;
  /** Recipients written to at the same time. */
  concurrency: number;
  /** For the node as a whole; 0 for no limit. */
  messagesPerSecond: number;
  /** Of attempts that certainly did not send. */
  maxRetries: number;
  /** Whether items carry the request they were sent with. */
  includeRequest: boolean;
  /** Reads whom an item is for. @throws {InputError} */
  readRecipient(item: number): Promise<Recipient>;
  /** Reads the rest of an item, when its turn has come. @throws {InputError} */
  readRequest(item: number, recipient: Recipient): Promise<SendRequest>;
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
  const explain = (outcome: FailedOutcome, recipient?: Recipient) =>
    explainOutcome(outcome, sender.provider, recipient);
  const recipients = new Map<number, Recipient>();
  const gate = new SendGate(options.messagesPerSecond, n8nClock);
  const retries = {
    gate,
    maxRetries: options.maxRetries,
    clock: n8nClock,
    signal: run.signal,
    random: () => Math.random(),
  };

  await runByRecipient({
    count: context.getInputData().length,
    concurrency: options.concurrency,
    signal: run.signal,
    clock: n8nClock,
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
      let request: SendRequest;
      try {
        request = await options.readRequest(item, recipient);
      } catch (error) {
        run.failed(item, explain(invalid(error, 'INVALID_FILE'), recipient));
        return;
      }
      const outcome = await sendOrFallBack(sender, request, retries);
      const described = options.includeRequest
        ? { request: sender.describe(request) as IDataObject }
        : {};
      if (outcome.kind === 'accepted' || outcome.kind === 'queued')
        run.succeeded(item, { ...sentJson(request, outcome), ...described });
      else run.failed(item, explain(outcome, recipient), described);
    },
  });
  return run.finish();
}

/** The output of an item that the provider took over. */
function sentJson(
  { recipient, filename, caption }: SendRequest,
  outcome: Accepted | Queued,
): IDataObject {
  const accepted = outcome.kind === 'accepted';
  return {
    sent: accepted,
    ...(accepted ? { id: outcome.id } : { jobId: outcome.jobId }),
    status: outcome.kind,
    phone: recipient.phone,
    chatId: recipient.chatId,
    filename: filename ?? null,
    caption: caption ?? '',
    sentVia: outcome.sentVia ?? 'sendFile',
    acceptedAt: new Date(n8nClock.now()).toISOString(),
    ...(outcome.message !== undefined && { message: outcome.message }),
    ...(accepted && outcome.description !== undefined && { description: outcome.description }),
    ...(accepted && outcome.reconciled && { reconciled: true }),
  };
}

/** An item that could not be read: its own fault, or that of an expression in it. */
function invalid(error: unknown, code: InputError['code']): Refused {
  return {
    kind: 'refused',
    code: error instanceof InputError ? error.code : code,
    text: error instanceof Error ? error.message : String(error),
  };
}
