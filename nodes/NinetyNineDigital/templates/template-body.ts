import type { SendRequest } from '../../shared/provider/file-sender';
import { cannotGo } from '../../shared/templates/fill-template';
import type {
  HeaderKind,
  Template,
  TemplateName,
  TemplateRules,
  TemplateSend,
  TemplateVariable,
} from '../../shared/templates/template';
import {
  fieldTitle,
  placeholdersIn,
  textVariables,
} from '../../shared/templates/template-variables';
import type { JsonObject } from '../../shared/values/json';
import { NINETY_NINE_DIGITAL } from '../api/number';
import { readTemplateId, templateId } from './number-templates';

/** The fields of `sendTemplate` (99digital-api.md#templates) by the variables that go in them. */
const BODY_FIELDS = Object.fromEntries(
  Array.from({ length: 10 }, (_, index) => [`body_${index + 1}`, `bodyVariable${index + 1}`]),
);
const BUTTON_FIELDS: Record<string, string> = {
  website_1: 'websiteVariable',
  website_2: 'websiteVariable2',
  coupon_code: 'couponCode',
};
const FIELDS: Record<string, string> = { ...BODY_FIELDS, ...BUTTON_FIELDS };

const NO_HEADER = 1;
const HEADER_TYPES: Record<HeaderKind, number> = { image: 3, video: 4, document: 5 };

/** When a variable is wanted that the list does not tell of. */
const WHEN_WANTED: Record<string, string> = {
  website_1: "if a button's link ends in a variable",
  website_2: "if a second button's link does",
  coupon_code: 'if a button copies a code',
};

/** What 99digital's templates are like. */
export const NINETY_NINE_DIGITAL_TEMPLATES: TemplateRules = {
  provider: NINETY_NINE_DIGITAL,
  id: { example: 'invoice_ready', consistsOf: 'its name alone' },
  readId: readTemplateId,
  idOf: templateId,
  variablesOf,
  usualFields: Object.keys(FIELDS),
  whyUnfit,
  check: checkOrder,
  bodyBefore: before,
  body: (send, header) => ({
    ...before(send.request, send.template),
    headerType: header ? HEADER_TYPES[header.kind] : NO_HEADER,
    ...(header && 'link' in header.media && { headerLink: header.media.link }),
    ...fieldsOf(send),
  }),
};

function before({ recipient }: SendRequest, { name }: TemplateName): JsonObject {
  return { to: recipient.phone ?? recipient.chatId, name };
}

function fieldsOf({ values, template }: TemplateSend): JsonObject {
  const given = variablesOf(template).filter(({ field }) => values[field]);
  return Object.fromEntries(given.map(({ field }) => [FIELDS[field]!, values[field]]));
}

/** The list names buttons nowhere that is known, so what they need is mostly for the user to tell. */
function variablesOf({ body, buttons, examples }: Template): TemplateVariable[] {
  const ofBody = body
    ? textVariables('body', body, examples?.body)
    : Object.keys(BODY_FIELDS).map((field) => optional(field, 'body', 'if the text has it'));
  if (buttons.length === 0)
    return [
      ...ofBody,
      ...Object.entries(WHEN_WANTED).map(([field, when]) => optional(field, 'button', when)),
    ];
  const links = buttons
    .filter(hasVariable)
    .map(({ text, url, example }, index): TemplateVariable => ({
      ...{ field: `website_${index + 1}`, part: 'button', text: `${text}: ${url}` },
      placeholder: placeholdersIn(url)[0]!,
      ...(example && { example }),
    }));
  const codes = buttons
    .filter(({ type }) => type === 'copy_code')
    .map(({ text, example }): TemplateVariable => {
      const field = 'coupon_code';
      return { field, part: 'button', text, placeholder: '', ...(example && { example }) };
    });
  return [...ofBody, ...links, ...codes];
}

const optional = (
  field: string,
  part: TemplateVariable['part'],
  when: string,
): TemplateVariable => ({ ...{ field, part, text: '', placeholder: '' }, optional: when });

const hasVariable = ({ url }: Template['buttons'][number]) => placeholdersIn(url).length > 0;

function whyUnfit(template: Template): string | undefined {
  const { header } = template;
  if (header?.kind === 'text' && placeholdersIn(header.text).length > 0)
    return 'its header has a variable, which 99digital takes nothing for; choose another template';
  const extra = variablesOf(template).find(({ field }) => !FIELDS[field]);
  return (
    extra &&
    `it has more variables than 99digital takes values for (${fieldTitle(extra.field)}); choose another template`
  );
}

/** Where nobody knows the text, a value that is left out between two others is missing. */
function checkOrder({ message, template, values }: TemplateSend): void {
  if (template.body) return;
  const fields = Object.keys(BODY_FIELDS);
  const last = fields.findLastIndex((field) => values[field]);
  const missing = fields.slice(0, last).filter((field) => !values[field]);
  if (missing.length > 0)
    throw cannotGo(
      message,
      `Template Variables has nothing for ${missing.map(fieldTitle).join(', ')}`,
    );
}
