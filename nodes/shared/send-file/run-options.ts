import type { INodeProperties } from 'n8n-workflow';
import {
  concurrency,
  includeRequest,
  maxRetries,
  messagesPerSecond,
  timeout,
} from '../description/send-file';
import type { ItemParameters } from '../parameters/item-parameters';
import type { ChoiceOption, NumberOption } from '../parameters/read-option';
import type { AwaitedStatus, WaitFor } from './delivery-wait';

/** The options of Send File that concern a run as a whole. */
export interface RunOptions {
  concurrency: number;
  includeRequest: boolean;
  maxRetries: number;
  messagesPerSecond: number;
  /** Milliseconds. */
  timeout: number;
  waitFor: WaitFor | undefined;
}

/** The options of a provider whose nodes can wait for the delivery. */
export interface WaitOptions {
  status: ChoiceOption<'none' | AwaitedStatus>;
  /** In seconds. */
  timeout: NumberOption;
}

/**
 * Reads them from the first item.
 * @throws {InputError} for a number that is none, say: an expression may give anything
 */
export function readRunOptions(parameters: ItemParameters, wait?: WaitOptions): RunOptions {
  const read = <Of extends INodeProperties>(option: Of) => parameters.read(option, 0);
  const status = wait ? read(wait.status) : 'none';
  return {
    concurrency: Math.floor(read(concurrency)),
    includeRequest: read(includeRequest),
    maxRetries: read(maxRetries),
    messagesPerSecond: read(messagesPerSecond),
    timeout: read(timeout) * 1000,
    waitFor:
      !wait || status === 'none' ? undefined : { status, timeout: read(wait.timeout) * 1000 },
  };
}
