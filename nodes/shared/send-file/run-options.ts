import type { INodeProperties } from 'n8n-workflow';
import {
  concurrency,
  includeRequest,
  maxRetries,
  messagesPerSecond,
  timeout,
  waitFor,
  waitTimeout,
} from '../description/send-file';
import type { ItemParameters } from '../parameters/item-parameters';

/**
 * Reads the options of Send File that concern a run as a whole from its first item.
 * @returns times in milliseconds
 * @throws {InputError} for a number that is none, say: an expression may give anything
 */
export function readRunOptions(parameters: ItemParameters) {
  const read = <Of extends INodeProperties>(option: Of) => parameters.read(option, 0);
  const status = read(waitFor);
  return {
    concurrency: Math.floor(read(concurrency)),
    includeRequest: read(includeRequest),
    maxRetries: read(maxRetries),
    messagesPerSecond: read(messagesPerSecond),
    timeout: read(timeout) * 1000,
    waitFor: status === 'none' ? undefined : { status, timeout: read(waitTimeout) * 1000 },
  };
}
