import { InputError } from '../values/input-error';
import { tellValue } from '../values/text';
import { readChoice, readSwitch } from '../parameters/switches';
import type { ItemParameters } from '../parameters/item-parameters';
import type { AwaitedStatus, WaitFor } from './delivery-wait';
import type { FileOptions } from './read-file';

/** What a Send File node holds below Options; one that was not added is not there. Providers have some of their own. */
export interface SendOptions extends FileOptions {
  checkWindow?: boolean;
  concurrency?: number;
  defaultCountry?: string;
  includeRequest?: boolean;
  localStorage?: boolean;
  maxRetries?: number;
  messagesPerSecond?: number;
  quotedMessageId?: string;
  sendOnceKey?: string;
  timeout?: number;
  voiceNote?: boolean;
  waitFor?: 'none' | AwaitedStatus;
  waitTimeout?: number;
}

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

const AWAITED = ['none', 'sent', 'delivered', 'read'] as const;

/**
 * Reads them from the first item.
 * @throws {InputError} for a number that is none, say: an expression may give anything
 */
export function readRunOptions(parameters: ItemParameters): RunOptions {
  const option = <Name extends keyof SendOptions>(name: Name) =>
    parameters.option<NonNullable<SendOptions[Name]>>(name, 0) ?? undefined;
  const number = (name: keyof SendOptions, label: string, least: number, fallback: number) => {
    const read: unknown = option(name);
    const given = typeof read === 'string' ? read.trim() : read;
    if (given === undefined || given === '') return fallback;
    const value = typeof given === 'string' ? Number(given) : given;
    if (typeof value === 'number' && Number.isFinite(value)) return Math.max(least, value);
    throw new InputError(
      'REJECTED',
      `The option ${label} has to be a number, and its expression gives ${tellValue(read)}`,
    );
  };
  const seconds = (name: keyof SendOptions, label: string, fallback: number) =>
    number(name, `${label} (Seconds)`, 1, fallback) * 1000;
  const status = readChoice('option Wait For', option('waitFor') || 'none', AWAITED);
  return {
    concurrency: Math.floor(number('concurrency', 'Concurrent Recipients', 1, 10)),
    includeRequest:
      readSwitch('option Include Request in Output', option('includeRequest')) ?? false,
    maxRetries: number('maxRetries', 'Max Retries', 0, 3),
    messagesPerSecond: number('messagesPerSecond', 'Messages per Second', 0, 0),
    timeout: seconds('timeout', 'Timeout', 30),
    waitFor:
      status === 'none'
        ? undefined
        : { status, timeout: seconds('waitTimeout', 'Wait Timeout', 60) },
  };
}
