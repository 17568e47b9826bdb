import type { JsonObject } from '../values/json';
import { isJsonObject, parseJson } from '../values/json';
import type { Examples, Template, TemplateButton, TemplateHeader } from './template';

/** Characters of each text that are read; WhatsApp allows a body 1,024. */
const MOST_TEXT = 10_000;

const PARTS = ['header', 'body', 'footer', 'buttons'];

/**
 * Reads a template as a provider lists it.
 * @param given an object, or its JSON as a text
 * @param components the field that holds the parts it consists of
 * @returns undefined for what is none
 */
export function readTemplate(given: unknown, components: string): Template | undefined {
  const row = unpacked(given);
  if (!isJsonObject(row)) return undefined;
  const name = textIn(row.name).trim();
  const language = unpacked(row.language);
  const code = textIn(isJsonObject(language) ? language.code : row.language).trim();
  if (!name) return undefined;
  const parts = objectsIn(row[components]);
  const part = (type: string) => parts.find((one) => lower(one.type) === type);
  const header = part('header');
  const examples = {
    header: readExamples(header, 'header_text'),
    body: readExamples(part('body'), 'body_text'),
  };
  return {
    name,
    language: code,
    status: lower(row.status), // the letter case varies (1msg-api.md#templates)
    ...(header && { header: readHeader(header) }),
    body: textIn(part('body')?.text),
    ...(Object.keys(examples.header).length + Object.keys(examples.body).length > 0 && {
      examples,
    }),
    buttons: parts
      .filter(({ type }) => lower(type) === 'buttons')
      .flatMap(({ buttons }) => objectsIn(buttons).map(readButton)),
    others: parts.map(({ type }) => lower(type)).filter((type) => !PARTS.includes(type)),
  };
}

/** @returns the templates by their IDs: one that was refused may have been handed in again under its name */
export function addTemplates(
  found: Map<string, Template>,
  templates: readonly Template[],
  idOf: (template: Template) => string,
): void {
  for (const template of templates)
    if (found.get(idOf(template))?.status !== 'approved') found.set(idOf(template), template);
}

function readHeader(component: JsonObject): TemplateHeader {
  const inner = isJsonObject(component.header) ? component.header : {};
  const formats = [component.format, component.subType, component.sub_type, inner.format];
  const format = lower(formats.find((one) => lower(one) !== ''));
  if (format === 'document' || format === 'image' || format === 'video') return { kind: format };
  const words = textIn(component.text);
  return words && (format === '' || format === 'text')
    ? { kind: 'text', text: words }
    : { kind: 'other', format };
}

/** @param name where values in order are; those with names stand beside it */
function readExamples(component: JsonObject | undefined, name: string): Examples {
  const given = unpacked(component?.example);
  if (!isJsonObject(given)) return {};
  const [first] = [unpacked(given[name])].flat();
  const values = Array.isArray(first) ? first : [unpacked(given[name])].flat();
  const named = objectsIn(given[`${name}_named_params`]);
  return {
    ...Object.fromEntries(values.map((value, index) => [index + 1, textIn(value)])),
    ...Object.fromEntries(named.map((one) => [textIn(one.param_name), textIn(one.example)])),
  };
}

function readButton(button: JsonObject): TemplateButton {
  const url = textIn(button.url);
  const example = textIn([unpacked(button.example)].flat()[0]);
  const [start = ''] = url.split('{{');
  const value = start && example.startsWith(start) ? example.slice(start.length) : example;
  return {
    ...{ type: lower(button.type) || (url && 'url'), text: textIn(button.text), url },
    ...(value && { example: value }),
  };
}

/** @returns the objects in a list, which may also come as a JSON text */
function objectsIn(list: unknown): JsonObject[] {
  const given = unpacked(list);
  return (Array.isArray(given) ? given : []).map(unpacked).filter(isJsonObject);
}

/** @returns what a JSON text holds; anything else as it is */
export const unpacked = (value: unknown): unknown =>
  typeof value === 'string' ? (parseJson(value) ?? value) : value;

/** @returns a text that is not too long; empty for anything else */
export const textIn = (value: unknown): string =>
  typeof value === 'string' ? value.slice(0, MOST_TEXT) : '';

const lower = (value: unknown) => textIn(value).trim().toLowerCase();
