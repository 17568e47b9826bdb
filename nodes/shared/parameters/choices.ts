import { InputError } from '../values/input-error';
import { tellValue } from '../values/text';

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
