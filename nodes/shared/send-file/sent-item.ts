import type { IDataObject } from 'n8n-workflow';
import { redact } from '../http/redact';
import type { Recipient } from '../whatsapp/recipient';
import type { SendRequest } from '../provider/file-sender';
import type { Accepted, Queued } from '../provider/send-outcome';
import type { SessionWindow } from '../whatsapp/session-window';
import { n8nClock } from '../n8n/n8n-clock';

/**
 * The output of an item that the provider took over.
 * @param labels what went out with it, and nothing that did not
 */
export function sentJson(
  { phone, chatId }: Recipient,
  { filename, caption }: Pick<SendRequest, 'filename' | 'caption'>,
  outcome: Accepted | Queued,
): IDataObject {
  const accepted = outcome.kind === 'accepted';
  return {
    sent: accepted,
    ...(accepted
      ? { id: outcome.id }
      : { jobId: outcome.jobId, ...(outcome.id && { id: outcome.id }) }),
    status: outcome.kind,
    sentVia: outcome.sentVia ?? 'sendFile',
    phone,
    chatId,
    filename: filename || null,
    caption: caption ?? '',
    acceptedAt: new Date(n8nClock.now()).toISOString(),
    ...(accepted && outcome.reconciled && { reconciled: true }),
    ...(accepted && outcome.window && windowJson(outcome.window)),
  };
}

/** The provider's own words, for an item that shows its request; undefined where it said nothing. */
export function responseJson(outcome: Accepted | Queued): IDataObject | undefined {
  const { message } = outcome;
  const description = outcome.kind === 'accepted' ? outcome.description : undefined;
  if (message === undefined && description === undefined) return undefined;
  return {
    ...(message !== undefined && { message: redact(message) }),
    ...(description !== undefined && { description: redact(description) }),
  };
}

function windowJson({ window, minutesLeft, closesAt }: SessionWindow): IDataObject {
  return { window, minutesLeft, closesAt };
}

/** What an item says of its file without touching it. */
export interface FileLabels {
  /** As it was given; empty where the name would come from the file. */
  filename: string;
  caption: string;
}

/** The output of an item whose send-once key was used before. */
export function skippedJson(
  recipient: Recipient,
  { filename, caption }: FileLabels,
  sendOnceKey: string,
): IDataObject {
  const { phone, chatId } = recipient;
  return {
    sent: false,
    status: 'skipped',
    phone,
    chatId,
    filename: filename || null,
    caption,
    sendOnceKey,
  };
}
