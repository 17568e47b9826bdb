import { InputError } from '../values/input-error';
import { flagOf } from '../values/json';
import { tellValue } from '../values/text';

/**
 * Reads what an expression gives for an option that is on or off: a CRM's `false` is often a text, which would
 * count as on.
 * @param label what the editor calls it, such as `option Check File`
 * @returns undefined where it gives nothing, or an empty text: then the default holds
 * @throws {InputError} for what is neither on nor off
 */
export function readSwitch(label: string, given: unknown): boolean | undefined {
  const isNothing = typeof given === 'string' ? given.trim() === '' : (given ?? null) === null;
  if (isNothing) return undefined;
  const read = flagOf(given);
  if (read !== undefined) return read;
  throw new InputError(
    'REJECTED',
    `The ${label} has to be true or false, and its expression gives ${tellValue(given)}`,
  );
}

/**
 * @param labels what the editor calls the options that are on or off, by name
 * @returns the options, those read by {@link readSwitch}
 * @throws {InputError}
 */
export function readSwitches<Options extends object>(
  options: Options,
  labels: Readonly<Record<string, string>>,
): Options {
  const read = Object.entries(options).map(([name, given]: [string, unknown]) => {
    const label = labels[name];
    return [name, label ? readSwitch(`option ${label}`, given) : given];
  });
  return Object.fromEntries(read) as Options;
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
