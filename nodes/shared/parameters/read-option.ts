import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';
import { InputError } from '../values/input-error';
import { flagOf } from '../values/json';
import { readText, tellValue } from '../values/text';

/** An option as the editor shows it: its one definition, from which its value is read, too. */
type Option<Type extends INodeProperties['type']> = Omit<INodeProperties, 'type'> & { type: Type };
export type SwitchOption = Option<'boolean'>;
export type NumberOption = Option<'number'>;
export type ChoiceOption<Value extends string> = Omit<Option<'options'>, 'options'> & {
  options: Array<{ name: string; value: Value; description?: string }>;
};

/** What {@link readOption} makes of an option. */
export type ValueOf<Of extends INodeProperties> = Of['type'] extends 'boolean'
  ? boolean
  : Of['type'] extends 'number'
    ? number
    : Of extends { type: 'options'; options: ReadonlyArray<{ value: infer Value }> }
      ? Value
      : string;

/**
 * Reads what was given for an option, which may be anything where an expression gives it.
 * @returns its default where it was not added, or its expression gives nothing
 * @throws {InputError} for what the option cannot be
 */
export function readOption<Of extends INodeProperties>(option: Of, given: unknown): ValueOf<Of>;
export function readOption(option: INodeProperties, given: unknown): unknown {
  const { displayName, type, default: fallback, options = [] } = option;
  const label = `option ${displayName}`;
  if (type === 'boolean') return readSwitch(label, given) ?? fallback;
  if (type === 'number') return readNumber(label, given, option);
  if (type === 'options') {
    const values = (options as INodePropertyOptions[]).map(({ value }) => String(value));
    return readChoice(label, given || fallback, values);
  }
  // As in a sentence: "quoted message ID".
  const inText = displayName.replace(/\b[A-Z](?=[a-z])/g, (letter) => letter.toLowerCase());
  return readText(given ?? fallback, inText, 'REJECTED');
}

/** Less than the least is the least. */
function readNumber(
  label: string,
  given: unknown,
  { typeOptions, default: fallback }: INodeProperties,
): number {
  const value = isNothing(given) ? fallback : typeof given === 'string' ? Number(given) : given;
  if (typeof value === 'number' && Number.isFinite(value))
    return Math.max(typeOptions?.minValue ?? -Infinity, value);
  throw new InputError(
    'REJECTED',
    `The ${label} has to be a number, and its expression gives ${tellValue(given)}`,
  );
}

/**
 * Reads what an expression gives for an option that is on or off: a CRM's `false` is often a text, which would
 * count as on.
 * @param label what the editor calls it, such as `option Check File`
 * @returns undefined where it gives nothing, or an empty text: then the default holds
 * @throws {InputError} for what is neither on nor off
 */
export function readSwitch(label: string, given: unknown): boolean | undefined {
  if (isNothing(given)) return undefined;
  const read = flagOf(given);
  if (read !== undefined) return read;
  throw new InputError(
    'REJECTED',
    `The ${label} has to be true or false, and its expression gives ${tellValue(given)}`,
  );
}

/**
 * Reads what an expression gives for a field of which the editor offers a list.
 * @param label what the editor calls it, such as `field File` or `option Wait For`
 * @throws {InputError} for a value that is not in the list
 */
export function readChoice<Value extends string>(
  label: string,
  given: unknown,
  values: readonly Value[],
): Value {
  const text = typeof given === 'string' ? given.trim() : given;
  const value = values.find((each) => each === text);
  if (value !== undefined) return value;
  throw new InputError(
    'REJECTED',
    `The ${label} has to be ${oneOf(values)}, and its expression gives ${tellValue(given)}`,
  );
}

function oneOf(values: readonly string[]): string {
  return values.length > 1
    ? `${values.slice(0, -1).join(', ')} or ${values.at(-1)}`
    : String(values[0]);
}

const isNothing = (given: unknown): boolean =>
  (typeof given === 'string' ? given.trim() : (given ?? '')) === '';
