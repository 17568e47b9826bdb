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
import type { AwaitedStatus } from './delivery-wait';

/** The options of a provider whose nodes can wait for the delivery. */
export interface WaitOptions {
  status: ChoiceOption<'none' | AwaitedStatus>;
  /** In seconds. */
  timeout: NumberOption;
}

/**
 * Reads the options of Send File that concern a run as a whole from its first item.
 * @returns times in milliseconds
 * @throws {InputError} for a number that is none, say: an expression may give anything
 */
export function readRunOptions(parameters: ItemParameters, wait?: WaitOptions) {
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
