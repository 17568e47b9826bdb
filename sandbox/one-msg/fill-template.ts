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
const variablesIn = (text = '') => new Set(text.match(/\{\{\d+\}\}/g)).size;

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
  const part = (type: TemplateComponent['type']) =>
    template.components.find((component) => component.type === type);

  const header = part('HEADER');
  const footer = part('FOOTER');
  const buttons = part('BUTTONS')?.buttons ?? [];
  const { name, language, category } = template;
  const use: TemplateUse = {
    ...{ name, language, category },
    ...(header?.text && { header: fillText(header.text, paramsOf('header')) }),
    body: fillText(part('BODY')?.text ?? '', paramsOf('body')),
    ...(footer?.text && { footer: footer.text }),
    buttons: buttons.map(({ text, url }, index) => ({
      text,
      ...(url && { url: fillText(url, paramsOf('button', index)) }),
    })),
  };
  if (!header?.format || header.format === 'TEXT') return { use };
  return { use, file: headerFile(header.format, paramsOf('header')) };
}

function fillText(text: string, params: Params): string {
  const wanted = variablesIn(text);
  if (params.length !== wanted) {
    throw new TemplateRefused(
      400,
      `(#132000) Number of parameters does not match: ${params.length} given, ${wanted} expected`,
    );
  }
  const values = params.map((param) => asText(param['text']));
  for (const value of values) {
    if (value === '') throw new TemplateRefused(400, '(#131008) Required parameter is missing');
    // A permanent HTTP 500, not a 400 (1msg-api.md).
    if (/[\t\n\r]| {5}/.test(value)) {
      throw new TemplateRefused(
        500,
        '(#132018) Param text cannot have new-line/tab characters or more than 4 consecutive spaces',
      );
    }
  }
  return text.replace(/\{\{(\d+)\}\}/g, (_, index: string) => values[Number(index) - 1] ?? '');
}

function headerFile(format: 'DOCUMENT' | 'IMAGE' | 'VIDEO', params: Params): HeaderFile {
  const kind = format.toLowerCase() as Lowercase<typeof format>;
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
