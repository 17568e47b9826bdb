import { InputError } from '../sending/input-error';
import type { SendOptions } from './send-file';

/** The options that are on or off, as the editor calls them. */
export const SWITCHES = {
  checkFile: 'Check File',
  checkWindow: 'Check Session Window First',
  downloadFile: 'Download File First',
  includeRequest: 'Include Request in Output',
  localStorage: 'Let 99digital Host the File',
  voiceNote: 'Voice Note',
} satisfies Partial<Record<keyof SendOptions, string>>;

type Switch = keyof typeof SWITCHES;

const NAMES = Object.keys(SWITCHES) as Switch[];

const SPELLINGS = new Map<unknown, boolean>([
  [true, true],
  [false, false],
  ['true', true],
  ['false', false],
  [1, true],
  [0, false],
  ['1', true],
  ['0', false],
]);

/**
 * Reads what an expression gives for an option that is on or off: a CRM's `false` is often a text, which would
 * count as on.
 * @returns undefined where it gives nothing, or an empty text: then the default holds
 * @throws {InputError} for what is neither on nor off
 */
export function readSwitch(name: Switch, given: unknown): boolean | undefined {
  const value = typeof given === 'string' ? given.trim().toLowerCase() : (given ?? '');
  if (value === '') return undefined;
  const read = SPELLINGS.get(value);
  if (read !== undefined) return read;
  throw new InputError(
    'REJECTED',
    `The option ${SWITCHES[name]} has to be true or false, and its expression gives ${JSON.stringify(given)}`,
  );
}

/** @returns the options, those that are on or off read by {@link readSwitch} @throws {InputError} */
export function readSwitches(options: SendOptions): SendOptions {
  const read = { ...options };
  for (const name of NAMES) if (name in read) read[name] = readSwitch(name, read[name]);
  return read;
}
