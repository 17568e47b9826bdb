import type { MessageKind, TemplateUse } from '../world/types';
import type { Template, TemplateComponent } from './template-list';

/** What a template's header carries: a link, or the ID of uploaded media. */
export interface HeaderFile {
  kind: MessageKind;
  link?: string;
  mediaId?: string;
  filename?: string;
}

export interface FilledTemplate {
  use: TemplateUse;
  file?: HeaderFile;
}

type Params = Record<string, unknown>[];

const asRecord = (value: unknown): Record<string, unknown> =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
const asText = (value: unknown) => (typeof value === 'string' ? value : '');
const MEDIA = ['DOCUMENT', 'IMAGE', 'VIDEO'];
/** Buttons that want a component when the template is sent, and the type of its parameter. */
const BUTTON_PARAMETERS: Record<string, string> = {
  COPY_CODE: 'coupon_code',
  FLOW: 'action',
  MPM: 'action',
  OTP: 'text',
  ORDER_DETAILS: 'action',
};

/** The names of a text's variables, each once: `{{1}}` is the first of those with numbers, wherever it stands. */
function variablesIn(text: string): string[] {
  const found = text.match(/\{\{[^{}]+\}\}/g) ?? [];
  const names = [...new Set(found.map((each) => each.slice(2, -2).trim()))];
  return names.every((name) => /^\d+$/.test(name)) ? names.sort((a, b) => +a - +b) : names;
}

/** A template refused with Meta's number for it. */
export class TemplateRefused extends Error {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

/** Puts Cloud API components into a template, checking them as strictly as Meta does. */
export function fillTemplate(template: Template, components: unknown): FilledTemplate {
  const given = (Array.isArray(components) ? components : []).map(asRecord);
  const paramsOf = (type: string, index?: number): Params => {
    const component = given.find(
      (one) =>
        asText(one['type']).toLowerCase() === type &&
        (index === undefined || String(one['index']) === String(index)),
    );
    const parameters = component?.['parameters'];
    return (Array.isArray(parameters) ? parameters : []).map(asRecord);
  };
  const part = (type: string) => template.components.find((component) => component.type === type);
  checkSpecialParts(template.components, (type) => paramsOf(type.toLowerCase()).length > 0);

  const header = part('HEADER');
  const footer = part('FOOTER');
  const buttons = part('BUTTONS')?.buttons ?? [];
  const { name, language, category } = template;
  const use: TemplateUse = {
    ...{ name, language, category },
    ...(header?.text && { header: fillText(header.text, paramsOf('header')) }),
    body: fillText(part('BODY')?.text ?? '', paramsOf('body')),
    ...(footer?.text && { footer: footer.text }),
    buttons: buttons.map(({ type, text, url, phone_number: phone }, index) => {
      const params = paramsOf('button', index);
      const wanted = BUTTON_PARAMETERS[type];
      if (wanted && params[0]?.['type'] !== wanted) throw lacking(`button ${index} a ${wanted}`);
      const code = asText(type === 'COPY_CODE' ? params[0]?.['coupon_code'] : '');
      return {
        ...{ text, ...(url && { url: fillText(url, params) }) },
        ...(phone && { phone }),
        ...(code && { code }),
      };
    }),
  };
  if (!header?.format || !MEDIA.includes(header.format)) return { use };
  return { use, file: headerFile(header.format, paramsOf('header')) };
}

/** @param isGiven whether there are parameters for a component of that type */
function checkSpecialParts(
  components: TemplateComponent[],
  isGiven: (type: string) => boolean,
): void {
  for (const { type, format = 'TEXT' } of components) {
    const isPlain = ['HEADER', 'BODY', 'FOOTER', 'BUTTONS'].includes(type);
    const isPlainHeader = type !== 'HEADER' || ['TEXT', ...MEDIA].includes(format);
    if (!(isPlain && isPlainHeader) && !isGiven(type)) throw lacking(type.toLowerCase());
  }
}

function lacking(what: string): TemplateRefused {
  return new TemplateRefused(400, `(#132012) Parameter format does not match: ${what} is missing`);
}

function fillText(text: string, params: Params): string {
  const names = variablesIn(text);
  if (params.length !== names.length) {
    throw new TemplateRefused(
      400,
      `(#132000) Number of parameters does not match: ${params.length} given, ${names.length} expected`,
    );
  }
  const valueOf = (name: string, index: number) =>
    asText(
      (/^\d+$/.test(name)
        ? params[index]
        : params.find((param) => param['parameter_name'] === name))?.['text'],
    );
  const values = names.map(valueOf);
  for (const value of values) {
    if (value === '') throw new TemplateRefused(400, '(#131008) Required parameter is missing');
    // A permanent HTTP 500, not a 400 (1msg-api.md#templates).
    if (/[\t\n\r]| {5}/.test(value)) {
      throw new TemplateRefused(
        500,
        '(#132018) Param text cannot have new-line/tab characters or more than 4 consecutive spaces',
      );
    }
  }
  return text.replace(
    /\{\{([^{}]+)\}\}/g,
    (_, name: string) => values[names.indexOf(name.trim())] ?? '',
  );
}

function headerFile(format: string, params: Params): HeaderFile {
  const kind = format.toLowerCase() as MessageKind;
  const media = asRecord(params[0]?.[kind]);
  const link = asText(media['link']);
  const mediaId = asText(media['id']);
  if (params.length !== 1 || params[0]?.['type'] !== kind || !link === !mediaId) {
    throw new TemplateRefused(
      400,
      `(#132012) Parameter format does not match: header needs one ${kind} with link or id`,
    );
  }
  const filename = asText(media['filename']);
  return {
    kind,
    ...(link && { link }),
    ...(mediaId && { mediaId }),
    ...(filename && { filename }),
  };
}
