import { asText, readText, tellText } from '../../shared/values/text';
import type { ItemParameters } from '../../shared/parameters/item-parameters';
import { readChoice, readSwitch } from '../../shared/parameters/read-option';
import { isJsonObject } from '../../shared/values/json';
import type { TemplateMessage } from '../../shared/provider/file-sender';
import { InputError } from '../../shared/values/input-error';
import { readTemplateId } from './templates';

const CHOICES = ['fail', 'sendTemplate', 'sendTemplateUnlessOpen'] as const;

/**
 * Reads what an item sends when the session window is closed.
 * @returns undefined when that is an error
 * @throws {InputError} for a template that is no template's ID
 */
export function readFallback(
  parameters: ItemParameters,
  item: number,
): TemplateMessage | undefined {
  const given = parameters.get<unknown>('whenWindowClosed', item, 'fail');
  const choice = readChoice('field When Session Window Is Closed', given || 'fail', CHOICES);
  if (choice === 'fail') return undefined;
  return {
    ...readTemplate(
      parameters.get('template', item, ''),
      'No template is chosen to be sent when the session window is closed',
    ),
    ...(choice === 'sendTemplateUnlessOpen' && { unlessOpen: true }),
    includeFile:
      readSwitch(
        "field Put the File in the Template's Header",
        parameters.get<unknown>('templateIncludeFile', item, true),
      ) ?? true,
    variables: () => readVariables(parameters.get('templateVariables', item, null)),
  };
}

/**
 * Reads the template that an item sends at once.
 * @throws {InputError} for a template that is no template's ID
 */
export function readTemplateAtOnce(
  parameters: ItemParameters,
  item: number,
): Omit<TemplateMessage, 'includeFile'> {
  return {
    ...readTemplate(parameters.get('template', item, ''), 'No template is chosen'),
    atOnce: true,
    variables: () => readVariables(parameters.get('templateVariables', item, null)),
  };
}

/** @param locator of the parameter Template: a resource locator, or what an expression made of it */
export function locatedId(locator: unknown): string {
  return asText(isJsonObject(locator) ? locator.value : locator) ?? '';
}

/** @param none what is wrong when there is none */
function readTemplate(locator: unknown, none: string): Pick<TemplateMessage, 'name' | 'language'> {
  const id = locatedId(locator);
  const template = readTemplateId(id);
  if (template) return template;
  throw new InputError(
    'REJECTED',
    id
      ? `"${tellText(id)}" is not a template's ID; one is its name and language, such as invoice_ready:en`
      : none,
  );
}

/** @param mapping a resource mapper's value, or an object of the variables alone */
function readVariables(mapping: unknown): Record<string, string> {
  if (!isJsonObject(mapping)) return {};
  const values = 'mappingMode' in mapping ? mapping.value : mapping;
  const entries = Object.entries(isJsonObject(values) ? values : {});
  return Object.fromEntries(
    entries.map(([field, value]) => [
      field,
      readText(value, `template variable ${field}`, 'REJECTED'),
    ]),
  );
}
