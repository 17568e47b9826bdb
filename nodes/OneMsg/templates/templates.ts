import type { HttpExchange } from '../../shared/http/exchange';
import type { Repetition } from '../../shared/http/repeat-exchange';
import { isTransient, repeatExchange } from '../../shared/http/repeat-exchange';
import { saysError } from '../../shared/http/failure-text';
import { explainFailure } from '../../shared/provider/explain-failure';
import { addTemplates, readTemplate, textIn, unpacked } from '../../shared/templates/read-template';
import type { Template, TemplateName, TemplatesAnswer } from '../../shared/templates/template';
import type { JsonObject } from '../../shared/values/json';
import { flagOf, isJsonObject, parseJson } from '../../shared/values/json';
import { ONE_MSG } from '../api/channel';
import type { OneMsgClient } from '../api/one-msg-client';

const PAGE = 100;
/** WhatsApp allows an account 6,000 templates; a list that never ends is given up here. */
const MAX_PAGES = 100;

/** Where answers hold the rows, those of other versions of the API, too. */
const WRAPPERS = ['templates', 'waba_templates', 'message_templates', 'data', 'response', 'result'];
const NAMESPACES = ['namespace', 'message_template_namespace', 'messageTemplateNamespace'];

/** What a 404 means where they are asked for. */
const NO_TEMPLATES = '1MSG lists no templates for this Channel ID';

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
    const templates = rows?.flatMap((row) => readRow(row) ?? []) ?? [];
    const known = found.size;
    // Rows of which none can be read are no empty list.
    const isUnread = known === 0 && templates.length === 0 && rows?.length !== 0;
    if (!rows || isUnread) return unanswered(exchange);
    addTemplates(found, templates, templateId);
    // A page may hold fewer than asked for, and an offset may be passed over: what is new decides.
    if (found.size === known) break;
    offset += rows.length;
  }
  return { templates: shareNamespace(found) };
}

const unanswered = (exchange: HttpExchange): TemplatesAnswer => ({
  unanswered: exchange,
  failure: explainFailure(exchange, ONE_MSG, NO_TEMPLATES),
  passes: isTransient(exchange),
});

/** All templates of an account have one namespace, which may stand in some rows only. Where rows differ, nobody knows. */
function shareNamespace(found: ReadonlyMap<string, Template>): ReadonlyMap<string, Template> {
  const named = new Set([...found.values()].flatMap(({ namespace }) => namespace ?? []));
  if (named.size !== 1) return found;
  const [namespace] = named;
  return new Map([...found].map(([id, template]) => [id, { namespace, ...template }]));
}

/** `invoice_ready:en`, as workflows name a template. */
export function templateId({ name, language }: TemplateName): string {
  return `${name}:${language}`;
}

/** @returns the name and language in `invoice_ready:en`; undefined for a text that is no such ID */
export function readTemplateId(id: string): TemplateName | undefined {
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
  return NAMESPACES.map((key) => textIn(object[key]).trim()).find(Boolean);
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
  return success === false || (textIn(message) !== '' && success !== true);
}

function readRow(given: unknown): Template | undefined {
  const row = unpacked(given);
  const template = readTemplate(row, 'components');
  const namespace = isJsonObject(row) ? namespaceOf(row) : undefined;
  return template?.language ? { ...template, ...(namespace && { namespace }) } : undefined;
}
