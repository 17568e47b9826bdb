import type { HttpExchange } from '../../shared/http/exchange';
import type { Repetition } from '../../shared/http/repeat-exchange';
import { repeatExchange } from '../../shared/http/repeat-exchange';
import { isJsonObject, parseJsonObject } from '../../shared/json';
import type { OneMsgClient } from './one-msg-client';

const PAGE = 100;
/** WhatsApp allows an account 6,000 templates; a list that never ends is given up here. */
const MAX_PAGES = 100;

/** A message template of the channel. */
export interface Template {
  name: string;
  /** Such as `en` or `pt_BR`. */
  language: string;
  approved: boolean;
  /** `UTILITY`, `MARKETING` or `AUTHENTICATION`; empty where 1MSG does not say. */
  category: string;
  namespace?: string;
  header?: TemplateHeader;
  /** With `{{1}}` or `{{name}}` where variables go. */
  body: string;
  /** All of them, in their order: a parameter names its button by the place. */
  buttons: TemplateButton[];
}

/** A header that takes something. */
export type TemplateHeader =
  { kind: 'text'; text: string } | { kind: 'document' | 'image' | 'video' };

/** A button of a template. */
export interface TemplateButton {
  kind: 'url' | 'copyCode' | 'other';
  text: string;
  /** Of a `url` button. */
  url: string;
}

/** The channel's templates by their IDs, or the exchange that should have told of them. */
export type TemplatesAnswer =
  { templates: ReadonlyMap<string, Template> } | { unanswered: HttpExchange };

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
    if (!rows) return { unanswered: exchange };
    const known = found.size;
    for (const template of rows.flatMap((row) => readTemplate(row) ?? []))
      found.set(templateId(template), template);
    // A page may hold fewer than asked for, and an offset may be passed over: what is new decides.
    if (found.size === known) break;
    offset += rows.length;
  }
  return { templates: found };
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

function rowsIn(exchange: HttpExchange): unknown[] | undefined {
  if (exchange.kind === 'failure' || exchange.status >= 300) return undefined;
  const rows = parseJsonObject(exchange.text)?.templates;
  return Array.isArray(rows) ? rows : undefined;
}

function readTemplate(row: unknown): Template | undefined {
  if (!isJsonObject(row)) return undefined;
  const [name, language, namespace] = [row.name, row.language, row.namespace].map(text);
  if (!name || !language) return undefined;
  const components = Array.isArray(row.components) ? row.components.filter(isJsonObject) : [];
  const part = (type: string) => components.find((one) => lower(one.type) === type);
  const buttons = part('buttons')?.buttons;
  const header = readHeader(part('header'));
  return {
    name,
    language,
    approved: lower(row.status) === 'approved', // the letter case varies (1msg-api.md)
    category: text(row.category).toUpperCase(),
    ...(namespace && { namespace }),
    ...(header && { header }),
    body: text(part('body')?.text),
    buttons: (Array.isArray(buttons) ? buttons : []).map(readButton),
  };
}

function readHeader(component: Record<string, unknown> | undefined): TemplateHeader | undefined {
  const format = lower(component?.format);
  if (format === 'document' || format === 'image' || format === 'video') return { kind: format };
  const words = text(component?.text);
  return words ? { kind: 'text', text: words } : undefined;
}

function readButton(button: unknown): TemplateButton {
  const fields = isJsonObject(button) ? button : {};
  const url = text(fields.url);
  const copyCode = lower(fields.type) === 'copy_code';
  return { kind: url ? 'url' : copyCode ? 'copyCode' : 'other', text: text(fields.text), url };
}

const text = (value: unknown) => (typeof value === 'string' ? value : '');
const lower = (value: unknown) => text(value).toLowerCase();
