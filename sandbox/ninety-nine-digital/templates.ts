import type { Answer } from '../http/answer';
import type { TemplateUse } from '../world/types';
import type { Draft } from '../world/world';
import { type NumberCall, refused } from './call';
import { ok, REASON, type Reason, UNDOCUMENTED } from './reasons';
import { chatIdOf, isPerson } from './recipient';
import { fileNameOf } from './send-file';
import { type NumberTemplate, type NumberTemplateButton, templateRow } from './template-list';

const LONGEST_BODY = 1024;
/** 2 is not documented, probably text (99digital-api.md#templates). */
const HEADER_TYPES = { none: [1], text: [1, 2], image: [3], video: [4], document: [5] };

type TemplateDraft = Omit<Draft, 'id'>;

/** `POST /getTemplates`. */
export function getTemplates({ account: number }: NumberCall): Answer {
  const form = number.config.templateHeaders;
  return ok({ list: number.templates.map((template) => templateRow(template, form)) });
}

/** `POST /sendTemplate`; it needs no open window. */
export function sendTemplate(call: NumberCall): Answer {
  const { account: number, body, failure } = call;
  const result = readDraft(call);
  const isRefused = typeof result === 'number';
  const chatId = isPerson(body['to']) ? chatIdOf(body['to']) : '';
  const answer = {
    ...(!isRefused && { unique: number.accept(result, failure?.deliveryFails).id }),
    timestamp: Math.floor(number.clock.now() / 1000),
    from: number.identity.from,
    to: body['to'],
    ...(chatId && { templateTimeLeft: number.minutesLeft(chatId) }),
  };
  return isRefused ? refused(number, result, answer) : ok(answer);
}

/** The message that is asked for, or the reason why there will be none. */
function readDraft({ account: number, body }: NumberCall): TemplateDraft | Reason {
  const { to, name, headerType } = body;
  if (!isPerson(to)) return REASON.badRecipient;
  const template = number.templates.find((one) => one.name === name);
  if (template?.status !== 'approved') return UNDOCUMENTED;
  const kind = template.header?.kind ?? 'none';
  if (typeof headerType !== 'number' || !HEADER_TYPES[kind].includes(headerType))
    return UNDOCUMENTED;
  const use = fill(template, body);
  if (!use || [...use.body].length > LONGEST_BODY) return UNDOCUMENTED;
  const draft = { chatId: chatIdOf(to), kind: 'text' as const, text: use.body, template: use };
  if (kind === 'none' || kind === 'text') return draft;
  const link = textOf(body, 'headerLink');
  if (!/^https?:\/\/./i.test(link)) return REASON.emptyBody;
  if (number.config.requireHttps && !/^https:/i.test(link)) return REASON.whatsAppError;
  return { ...draft, kind, link, filename: fileNameOf(link) };
}

/** @returns undefined where a variable is missing, or is none that WhatsApp takes */
function fill(template: NumberTemplate, given: Record<string, unknown>): TemplateUse | undefined {
  let isWhole = true;
  const valueOf = (field: string) => {
    const value = textOf(given, field);
    if (!value || /[\t\n\r]| {5}/.test(value)) isWhole = false;
    return value;
  };
  const { name, language, category, header, footer, buttons = [] } = template;
  const links = buttons.filter(({ url }) => url?.includes('{{1}}'));
  const buttonUse = (button: NumberTemplateButton) => {
    if (button.copiesCode) return { text: button.text, code: valueOf('couponCode') };
    const at = links.indexOf(button);
    const field = at === 0 ? 'websiteVariable' : `websiteVariable${at + 1}`;
    const url = at < 0 ? button.url : button.url?.replace('{{1}}', valueOf(field));
    return { text: button.text, ...(url && { url }) };
  };
  const use: TemplateUse = {
    ...{ name, language, category },
    ...(header?.text && { header: header.text }),
    body: template.body.replace(/\{\{(\d+)\}\}/g, (_, at: string) => valueOf(`bodyVariable${at}`)),
    ...(footer && { footer }),
    buttons: buttons.map(buttonUse),
  };
  return isWhole ? use : undefined;
}

const textOf = (given: Record<string, unknown>, field: string): string => {
  const value = given[field];
  return typeof value === 'string' ? value : '';
};
