import { asText, readText, tellText } from '../values/text';
import type { ItemParameters } from '../parameters/item-parameters';
import { readChoice, readSwitch } from '../parameters/read-option';
import type { JsonObject } from '../values/json';
import { isJsonObject } from '../values/json';
import type { TemplateMessage } from '../provider/file-sender';
import { InputError } from '../values/input-error';
import { unpacked } from './read-template';
import type { TemplateRules } from './template';

const CHOICES = ['fail', 'sendTemplate', 'sendTemplateUnlessOpen'] as const;

/**
 * Reads what an item sends when the session window is closed.
 * @returns undefined when that is an error
 * @throws {InputError} for a template that is no template's ID
 */
export function readFallback(
  parameters: ItemParameters,
  item: number,
  rules: TemplateRules,
): TemplateMessage | undefined {
  const given = parameters.get<unknown>('whenWindowClosed', item, 'fail');
  const choice = readChoice('field When Session Window Is Closed', given || 'fail', CHOICES);
  if (choice === 'fail') return undefined;
  return {
    ...readTemplate(
      parameters,
      item,
      rules,
      'No template is chosen to be sent when the session window is closed',
    ),
    ...(choice === 'sendTemplateUnlessOpen' && { unlessOpen: true }),
    includeFile:
      readSwitch(
        "field Put the File in the Template's Header",
        parameters.get<unknown>('templateIncludeFile', item, true),
      ) ?? true,
  };
}

/**
 * Reads the template that an item sends at once.
 * @throws {InputError} for a template that is no template's ID
 */
export function readTemplateAtOnce(
  parameters: ItemParameters,
  item: number,
  rules: TemplateRules,
): Omit<TemplateMessage, 'includeFile'> {
  return { ...readTemplate(parameters, item, rules, 'No template is chosen'), atOnce: true };
}

/** @param locator of the parameter Template: a resource locator, or what an expression made of it */
export function locatedId(locator: unknown): string {
  return asText(isJsonObject(locator) ? locator.value : locator) ?? '';
}

/** @param none what is wrong when there is none */
function readTemplate(
  parameters: ItemParameters,
  item: number,
  rules: TemplateRules,
  none: string,
): Pick<TemplateMessage, 'name' | 'language' | 'variables'> {
  const id = locatedId(parameters.get('template', item, ''));
  const template = rules.readId(id);
  if (template) return { ...template, variables: () => readVariables(parameters, item, rules) };
  throw new InputError(
    'REJECTED',
    id
      ? `"${tellText(id)}" is not a template's ID; one is ${rules.id.consistsOf}, such as ${rules.id.example}`
      : none,
  );
}

/** What a variable's field says of itself in a node: the ID of the template that it is of. */
export const OF_TEMPLATE = 'ofTemplate';

/** @throws {InputError} for a value that is no text, and for values that belong to another template */
function readVariables(
  parameters: ItemParameters,
  item: number,
  rules: TemplateRules,
): Record<string, string> {
  // A resource mapper's value, or an object of the variables alone, which an expression may give as a JSON text.
  const mapping = unpacked(parameters.get<unknown>('templateVariables', item, null));
  if (!isJsonObject(mapping)) return {};
  const isMapper = 'mappingMode' in mapping;
  const schema = isMapper && Array.isArray(mapping.schema) ? mapping.schema : [];
  const fields = schema.filter(isJsonObject);
  // Of a template that an expression names nobody knows while the fields are filled in which one it will be.
  if (parameters.isConstant('template'))
    checkOrigin(fields, locatedId(parameters.get('template', item, '')), rules);
  const shown = new Set(fields.map(({ id }) => id));
  const values = isMapper ? mapping.value : mapping;
  const entries = Object.entries(isJsonObject(values) ? values : {})
    // n8n keeps values whose fields it does not show any more.
    .filter(([field]) => shown.size === 0 || shown.has(field));
  return Object.fromEntries(
    entries.map(([field, value]) => [
      field,
      readText(value, `template variable ${field}`, 'REJECTED'),
    ]),
  );
}

/** n8n does not always follow when another template is chosen, and the names of variables are the same in all. */
function checkOrigin(fields: readonly JsonObject[], chosen: string, rules: TemplateRules): void {
  const named = rules.readId(chosen);
  const origin = fields.map((field) => asText(field[OF_TEMPLATE])).find(Boolean);
  if (!origin || !named || origin === rules.idOf(named)) return;
  throw new InputError(
    'REJECTED',
    `the values in Template Variables are those of another template, ${tellText(origin)}; choose Refresh Variable List in the menu beside Template Variables, and look at its fields`,
  );
}
