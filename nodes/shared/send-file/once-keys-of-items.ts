import type { IExecuteFunctions } from 'n8n-workflow';
import { withoutEnding, tellText } from '../values/text';
import type { Recipient } from '../whatsapp/recipient';
import type { Explanation } from '../provider/explain-outcome';
import type { Due } from '../provider/file-sender';
import type { OnceKeys, OnceResult } from './send-once';
import type { SendOutcome } from '../provider/send-outcome';
import type { ItemRun } from '../n8n/item-run';
import { onceKeysOf } from './once-key-memory';
import type { FileLabels } from './sent-item';
import { skippedJson } from './sent-item';
import { messageOf } from '../values/thrown';

/** How the send-once keys of a run's items are read. */
export interface OnceKeyReaders {
  /** Reads an item's send-once key: undefined for an item without, empty where its expression gave nothing. */
  readOnceKey(item: number): string | undefined;
  /** Reads what an item whose key was used before shows of its file. */
  readLabels(item: number): FileLabels;
}

/** Sends the items of one run, those with a send-once key only if nothing was sent with it before. */
export class OnceKeysOfItems {
  private readonly keys: OnceKeys;

  constructor(
    context: IExecuteFunctions,
    private readonly run: ItemRun,
    private readonly readers: OnceKeyReaders,
  ) {
    this.keys = onceKeysOf(context);
  }

  /**
   * @param send makes the attempt; a message of an item with a key has to be `due`
   * @returns what was attempted; undefined when nothing was: the item has its output then, unless the run was stopped
   */
  async send<Sent extends { outcome: SendOutcome }>(
    item: number,
    recipient: Recipient,
    send: (due?: Due) => Promise<Sent>,
  ): Promise<Sent | undefined> {
    let key: string | undefined;
    try {
      key = this.readers.readOnceKey(item);
    } catch (error) {
      this.run.failed(item, noKey(`could not be read (${messageOf(error)})`));
      return undefined;
    }
    if (key === undefined) return await send();
    if (key === '') {
      this.run.failed(item, noKey('is empty or no text'));
      return undefined;
    }
    const result = await this.keys.send(key, this.run.signal, send);
    if (result.kind === 'attempted')
      return result.doubtful
        ? { ...result.sent, outcome: doubtful(result.sent, key) }
        : result.sent;
    if (result.kind === 'unprotected') this.run.failed(item, unprotected(result, key));
    if (result.kind === 'skipped')
      this.run.succeeded(item, skippedJson(recipient, this.labelsOf(item), key));
    return undefined;
  }

  private labelsOf(item: number): FileLabels {
    try {
      return this.readers.readLabels(item);
    } catch {
      return { filename: '', caption: '' }; // an expression that fails does no harm where nothing is sent
    }
  }
}

/** @param wrong such as `is empty` */
function noKey(wrong: string): Explanation {
  return {
    errorCode: 'REJECTED',
    message: `The send-once key of this item ${wrong}, so the file was not sent`,
    description:
      'Check the expression of the option Send-Once Key, or remove the option to send without this protection.',
  };
}

/** Somebody has to hear of the key, also where the item is only one of those that a stopped run did not come to. */
function doubtful({ outcome }: { outcome: SendOutcome }, key: string): SendOutcome {
  if (!('text' in outcome)) return outcome;
  const text = `${outcome.text} (${ifSkipped(key)})`;
  return outcome.kind === 'stopped'
    ? { kind: 'notSent', code: 'REJECTED', text }
    : { ...outcome, text };
}

function unprotected(
  { reason, doubtful }: Extract<OnceResult<never>, { kind: 'unprotected' }>,
  key: string,
): Explanation {
  const why = withoutEnding(reason);
  return {
    errorCode: 'REJECTED',
    message: doubtful
      ? `n8n did not say whether it remembers the send-once key, so the file was not sent: ${why} (${ifSkipped(key)})`
      : `n8n could not remember the send-once key, so the file was not sent: ${why}`,
    description:
      "The key is kept in n8n's database with the workflow: save the workflow, and try again. Without the option Send-Once Key the file is sent without this protection.",
  };
}

/** Nothing was sent, and yet the key may count as used. */
function ifSkipped(key: string): string {
  return `if the next run skips this item and the customer has not got the file, give it another send-once key than "${tellText(key)}"`;
}
