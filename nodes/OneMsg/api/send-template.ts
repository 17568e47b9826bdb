import type { SendRequest, TemplateMessage } from '../../shared/sending/file-sender';
import { InputError } from '../../shared/input-error';
import type { Template } from './templates';
import type { TemplateVariable } from './template-variables';
import { fieldTitle, labelOf, variableName, variablesOf } from './template-variables';

/** A file as a template's header takes it: a link, or the ID of media that was uploaded. */
export type HeaderMedia = { link: string } | { id: string };

/** What a template is sent with. */
export interface TemplateSend {
  request: SendRequest;
  message: Pick<TemplateMessage, 'name' | 'language' | 'includeFile'>;
  /** Cleaned, by the contract's names; empty ones are missing. */
  values: Record<string, string>;
  /** As the channel lists it; undefined where the list could not be read, or does not have it. */
  template?: Template;
  /** The file, when the template takes it ({@link takesFile}). */
  media?: HeaderMedia;
}

type MediaKind = 'document' | 'image' | 'video';
type Component = Record<string, unknown>;

const KINDS = {
  audio: 'an audio file',
  document: 'a document',
  image: 'an image',
  video: 'a video',
};

/**
 * The JSON body of `sendTemplate` (1msg-api.md).
 * @throws {InputError} REJECTED for a variable or a file that the template needs and does not get,
 * INVALID_FILE for a file of another kind than its header takes
 */
export function sendTemplateBody(send: TemplateSend): Record<string, unknown> {
  const { request, message, template } = send;
  const { phone, chatId } = request.recipient;
  const { name, language } = message;
  return {
    template: name,
    language: { policy: 'deterministic', code: language },
    ...(template?.namespace && { namespace: template.namespace }),
    params: template ? componentsOf(send, template) : componentsUnseen(send),
    ...(phone ? { phone } : { chatId }),
  };
}

/**
 * Makes a text fit for a template, which may hold no tab, newline or run of more than 4 spaces: 1MSG
 * refuses such a one for good (1msg-api.md).
 */
export function cleanTemplateText(text: string): string {
  return text
    .replace(/\s*[\t\n\v\f\r\u0085\u2028\u2029]\s*/g, ' ')
    .replace(/ {5,}/g, '    ')
    .trim();
}

/** Whether the file goes in the header: what is unknown is done as the user says. */
export function takesFile({ message, template, values }: TemplateSend): boolean {
  if (!message.includeFile) return false;
  return template ? mediaKindOf(template) !== undefined : !values.header_1;
}

function componentsOf(send: TemplateSend, template: Template): Component[] {
  const { values, message } = send;
  const variables = variablesOf(template);
  const missing = variables.filter(({ field }) => !values[field]);
  if (missing.length > 0) throw lacking(message, missing.map(labelOf));
  const kind = mediaKindOf(template);
  return [
    ...(kind ? [mediaHeader(send, kind)] : []),
    ...(['header', 'body'] as const).flatMap((part) => {
      const own = variables.filter((variable) => variable.part === part);
      return own.length > 0 ? [textComponent(part, own, values)] : [];
    }),
    ...variables.flatMap(({ button, field }) => {
      if (button === undefined) return [];
      const code = template.buttons[button]?.kind === 'copyCode';
      return [buttonComponent(button, values[field]!, code)];
    }),
  ];
}

/** For a template that is not known: the variables that are given say what it takes. */
function componentsUnseen(send: TemplateSend): Component[] {
  const { values, message, request } = send;
  const numbers = (part: string) =>
    Object.keys(values)
      .flatMap((field) => (values[field] && field.match(`^${part}_([1-9]\\d?)$`)?.[1]) || [])
      .map(Number);
  const text = (part: 'header' | 'body') => {
    const fields = Array.from(
      { length: Math.max(0, ...numbers(part)) },
      (_, index) => `${part}_${index + 1}`,
    );
    const missing = fields.filter((field) => !values[field]);
    if (missing.length > 0) throw lacking(message, missing.map(fieldTitle));
    const own = fields.map((field) => ({ field, placeholder: '' }));
    return own.length > 0 ? [textComponent(part, own, values)] : [];
  };
  const { mediaType } = request;
  const kind = mediaType === 'image' || mediaType === 'video' ? mediaType : 'document';
  return [
    ...(takesFile(send) ? [headerOf(kind, send)] : []),
    ...text('header'),
    ...text('body'),
    ...numbers('button').map((place) =>
      buttonComponent(place - 1, values[`button_${place}`]!, false),
    ),
  ];
}

function textComponent(
  type: 'header' | 'body',
  variables: ReadonlyArray<Pick<TemplateVariable, 'field' | 'placeholder'>>,
  values: Record<string, string>,
): Component {
  const parameters = variables.map(({ field, placeholder }) => {
    const name = variableName(placeholder);
    const named = name !== '' && Number.isNaN(Number(name));
    return { type: 'text', ...(named && { parameter_name: name }), text: values[field] };
  });
  return { type, parameters };
}

function buttonComponent(index: number, value: string, code: boolean): Component {
  return {
    type: 'button',
    sub_type: code ? 'copy_code' : 'url',
    index: String(index),
    parameters: [
      code ? { type: 'coupon_code', coupon_code: value } : { type: 'text', text: value },
    ],
  };
}

/** WhatsApp shows a file of any type as a document, but only images as images and videos as videos. */
function mediaHeader(send: TemplateSend, kind: MediaKind): Component {
  const { message, request } = send;
  const { mediaType, filename = 'the file' } = request;
  if (!message.includeFile)
    throw cannotGo(
      message,
      'REJECTED',
      `its header takes ${KINDS[kind]}; switch on Put the File in the Template's Header, or choose another template`,
    );
  if (kind !== 'document' && mediaType !== kind)
    throw cannotGo(
      message,
      'INVALID_FILE',
      `its header takes ${KINDS[kind]}, but ${filename} is ${KINDS[mediaType]}; choose a template whose header fits the file`,
    );
  return headerOf(kind, send);
}

function headerOf(kind: MediaKind, { media, request }: TemplateSend): Component {
  const named = kind === 'document' && request.filename && { filename: request.filename };
  return { type: 'header', parameters: [{ type: kind, [kind]: { ...media, ...named } }] };
}

function mediaKindOf({ header }: Template): MediaKind | undefined {
  return header && header.kind !== 'text' ? header.kind : undefined;
}

function lacking(message: TemplateSend['message'], labels: string[]): InputError {
  const reason = `Template Variables has nothing for ${labels.join(', ')}`;
  return cannotGo(message, 'REJECTED', reason);
}

/** Why a template did not go out. @param reason a phrase without a full stop */
export function cannotGo(
  { name, language }: Pick<TemplateMessage, 'name' | 'language'>,
  code: InputError['code'],
  reason: string,
): InputError {
  return new InputError(
    code,
    `The session window is closed, and the template ${name} (${language}) could not go in the file's place: ${reason}`,
  );
}
