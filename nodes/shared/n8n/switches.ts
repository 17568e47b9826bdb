import { InputError } from '../sending/input-error';
import type { SendOptions } from './send-file';

const SWITCHES = {
  checkFile: 'Check File',
  checkWindow: 'Check Session Window First',
  downloadFile: 'Download File First',
  includeRequest: 'Include Request in Output',
  localStorage: 'Let 99digital Host the File',
  voiceNote: 'Voice Note',
} satisfies Partial<Record<keyof SendOptions, string>>;

const SPELLINGS = new Map<unknown, boolean>([
  [true, true],
  [false, false],
  ['true', true],
  ['false', false],
  [1, true],
  [0, false],
  ['1', true],
  ['0', false],
  ['', false],
]);

/**
 * Reads what an expression gives for an option that is on or off: a CRM's `false` is often a text, which would
 * count as on.
 * @returns the options with true or false in each of them that is there
 * @throws {InputError} for what is neither
 */
export function readSwitches<Options extends Partial<SendOptions>>(options: Options): Options {
  const read = { ...options };
  for (const [name, label] of Object.entries(SWITCHES) as Array<[keyof typeof SWITCHES, string]>) {
    const given: unknown = options[name];
    if (given === undefined) continue;
    const value = SPELLINGS.get(typeof given === 'string' ? given.trim().toLowerCase() : given);
    if (value === undefined)
      throw new InputError(
        'REJECTED',
        `The option ${label} has to be true or false, and its expression gives ${JSON.stringify(given)}`,
      );
    read[name] = value;
  }
  return read;
}
