import type { HttpExchange } from '../../shared/http/exchange';
import type { Repetition } from '../../shared/http/repeat-exchange';
import { repeatExchange } from '../../shared/http/repeat-exchange';
import { saysError } from '../../shared/http/failure-text';
import type { JsonObject } from '../../shared/values/json';
import { flagOf, isJsonObject, parseJson } from '../../shared/values/json';
import type { OneMsgClient } from '../api/one-msg-client';

const PAGE = 100;
/** WhatsApp allows an account 6,000 templates; a list that never ends is given up here. */
const MAX_PAGES = 100;

/** Where answers hold the rows, those of other versions of the API, too. */
const WRAPPERS = ['templates', 'waba_templates', 'message_templates', 'data', 'response', 'result'];
const NAMESPACES = ['namespace', 'message_template_namespace', 'messageTemplateNamespace'];
/** Characters of each text that are read; WhatsApp allows a body 1,024. */
const MOST_TEXT = 10_000;

/** A message template of the channel. */
export interface Template {
  name: string;
  /** Such as `en` or `pt_BR`. */
  language: string;
  /** In lower case, such as `approved`, `paused`, `rejected`; empty where 1MSG does not say. */
  status: string;
  /** Undefined where neither its own row nor all the others name one and the same. */
  namespace?: string;
  header?: TemplateHeader;
  /** With `{{1}}` or `{{name}}` where variables go; empty where 1MSG does not say. */
  body: string;
  /** What was given as examples when the template was approved, in the order of the placeholders, or by their names. */
  examples?: { header: Examples; body: Examples };
  /** All of them, in their order: a parameter names its button by the place. */
  buttons: TemplateButton[];
  /** Types of what else it consists of, in lower case, such as `carousel`. */
  others: string[];
}

/** Values by the number of a placeholder, counted from 1, or by its name. */
export type Examples = Readonly<Record<string, string>>;

/** A header that takes something; `other`: of a kind (in lower case) that the node does not know, or of none. */
export type TemplateHeader =
  | { kind: 'text'; text: string }
  | { kind: 'document' | 'image' | 'video' }
  | { kind: 'other'; format: string };

/** A button of a template. */
export interface TemplateButton {
  /** In lower case, such as `url`, `copy_code`, `flow`, `quick_reply`. */
  type: string;
  text: string;
  /** Of a `url` button. */
  url: string;
  /** What was given as an example for its variable: the end of the link, or a code. */
  example?: string;
}

/** The channel's templates by their IDs, or the exchange that should have told of them. */
export type TemplatesAnswer =
  { templates: ReadonlyMap<string, Template> } | { unanswered: HttpExchange };

/** What a 404 means where they are asked for. */
export const NO_TEMPLATES = '1MSG lists no templates for this Channel ID';

/** Lists all templates of the channel, whatever their status, page by page. */
export async function listTemplates(
  client: OneMsgClient,
  repetition: Repetition,
): Promise<TemplatesAnswer> {
  const found = new Map<string, Template>();
  let offset = 0;
  for (let page = 0; page < MAX_PAGES; page++) {
    const query = { limit: PAGE, offset };
    const exchange = await repeatExchange(() => client.get('templates', query), repetition);
    const rows = rowsIn(exchange);
    const templates = rows?.flatMap((row) => readTemplate(row) ?? []) ?? [];
    const known = found.size;
    // Rows of which none can be read are no empty list.
    const isUnread = known === 0 && templates.length === 0 && rows?.length !== 0;
    if (!rows || isUnread) return { unanswered: exchange };
    for (const template of templates) {
      const id = templateId(template);
      // One that was refused may have been handed in again under its name.
      if (found.get(id)?.status !== 'approved') found.set(id, template);
    }
    // A page may hold fewer than asked for, and an offset may be passed over: what is new decides.
    if (found.size === known) break;
    offset += rows.length;
  }
  return { templates: shareNamespace(found) };
}

/** All templates of an account have one namespace, which may stand in some rows only. Where rows differ, nobody knows. */
function shareNamespace(found: ReadonlyMap<string, Template>): ReadonlyMap<string, Template> {
  const named = new Set([...found.values()].flatMap(({ namespace }) => namespace ?? []));
  if (named.size !== 1) return found;
  const [namespace] = named;
  return new Map([...found].map(([id, template]) => [id, { namespace, ...template }]));
}

/** `invoice_ready:en`, as workflows name a template. */
export function templateId({ name, language }: Pick<Template, 'name' | 'language'>): string {
  return `${name}:${language}`;
}

/** @returns the name and language in `invoice_ready:en`; undefined for a text that is no such ID */
export function readTemplateId(id: string): Pick<Template, 'name' | 'language'> | undefined {
  const [, name, language] = /^\s*([^\s:]+)\s*:\s*([a-z]{2,3}(?:[_-][a-z]+)*)\s*$/i.exec(id) ?? [];
  return name && language ? { name, language } : undefined;
}

/** @returns undefined where there are none to be read, or instead of them the reason why */
function rowsIn(exchange: HttpExchange): unknown[] | undefined {
  if (exchange.kind === 'failure' || exchange.status >= 300) return undefined;
  const answer = parseJson(exchange.text);
  const rows = rowsOf(answer);
  if (!isJsonObject(answer)) return rows;
  if (rows?.length === 0 && complains(answer)) return undefined;
  const namespace = namespaceOf(answer);
  return namespace ? rows?.map((row) => withNamespace(row, namespace)) : rows;
}

/** Meta has one for the whole account, so an answer may say it once, beside the rows. */
function withNamespace(given: unknown, namespace: string): unknown {
  const row = unpacked(given);
  return isJsonObject(row) && !namespaceOf(row) ? { ...row, namespace } : row;
}

function namespaceOf(object: JsonObject): string | undefined {
  return NAMESPACES.map((key) => text(object[key]).trim()).find(Boolean);
}

function rowsOf(answer: unknown, depth = 0): unknown[] | undefined {
  if (Array.isArray(answer)) return answer as unknown[];
  if (!isJsonObject(answer) || depth > 2) return undefined;
  for (const name of WRAPPERS) {
    const rows = rowsOf(unpacked(answer[name]), depth + 1);
    if (rows) return rows;
  }
  return undefined;
}

function complains(body: JsonObject): boolean {
  const { error, errors, message } = body;
  const success = flagOf(body.success);
  const isFilled = (each: unknown) =>
    typeof each === 'object' && each !== null ? Object.keys(each).length > 0 : Boolean(each);
  if (isFilled(error) || isFilled(errors) || saysError(body)) return true;
  return success === false || (text(message) !== '' && success !== true);
}

function readTemplate(given: unknown): Template | undefined {
  const row = unpacked(given);
  if (!isJsonObject(row)) return undefined;
  const name = text(row.name).trim();
  const language = unpacked(row.language);
  const code = text(isJsonObject(language) ? language.code : row.language).trim();
  if (!name || !code) return undefined;
  const components = objectsIn(row.components);
  const part = (type: string) => components.find((one) => lower(one.type) === type);
  const namespace = namespaceOf(row);
  const header = part('header');
  const examples = {
    header: readExamples(header, 'header_text'),
    body: readExamples(part('body'), 'body_text'),
  };
  return {
    name,
    language: code,
    status: lower(row.status), // the letter case varies (1msg-api.md#templates)
    ...(namespace && { namespace }),
    ...(header && { header: readHeader(header) }),
    body: text(part('body')?.text),
    ...(Object.keys(examples.header).length + Object.keys(examples.body).length > 0 && {
      examples,
    }),
    buttons: components
      .filter(({ type }) => lower(type) === 'buttons')
      .flatMap(({ buttons }) => objectsIn(buttons).map(readButton)),
    others: components.map(({ type }) => lower(type)).filter((type) => !PARTS.includes(type)),
  };
}

const PARTS = ['header', 'body', 'footer', 'buttons'];

function readHeader(component: JsonObject): TemplateHeader {
  const inner = isJsonObject(component.header) ? component.header : {};
  const formats = [component.format, component.subType, component.sub_type, inner.format];
  const format = lower(formats.find((one) => lower(one) !== ''));
  if (format === 'document' || format === 'image' || format === 'video') return { kind: format };
  const words = text(component.text);
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
    ...Object.fromEntries(values.map((value, index) => [index + 1, text(value)])),
    ...Object.fromEntries(named.map((one) => [text(one.param_name), text(one.example)])),
  };
}

function readButton(button: JsonObject): TemplateButton {
  const url = text(button.url);
  const example = text([unpacked(button.example)].flat()[0]);
  const [start = ''] = url.split('{{');
  const value = start && example.startsWith(start) ? example.slice(start.length) : example;
  return {
    ...{ type: lower(button.type) || (url && 'url'), text: text(button.text), url },
    ...(value && { example: value }),
  };
}

/** @returns the objects in a list, which 1MSG also gives as a JSON text */
function objectsIn(list: unknown): JsonObject[] {
  const given = unpacked(list);
  return (Array.isArray(given) ? given : []).map(unpacked).filter(isJsonObject);
}

/** @returns what a JSON text holds; anything else as it is */
const unpacked = (value: unknown) =>
  typeof value === 'string' ? (parseJson(value) ?? value) : value;
const text = (value: unknown) => (typeof value === 'string' ? value.slice(0, MOST_TEXT) : '');
const lower = (value: unknown) => text(value).trim().toLowerCase();
