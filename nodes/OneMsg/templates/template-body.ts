import type { SendRequest, TemplateMessage } from '../../shared/provider/file-sender';
import { fileNameInUrl } from '../../shared/files/file-url';
import { InputError } from '../../shared/values/input-error';
import { recipientFields } from '../api/recipient-fields';
import type { Template } from './templates';
import type { TemplateVariable } from './template-variables';
import {
  fieldTitle,
  filledBody,
  hasNumber,
  labelOf,
  variableName,
  variablesOf,
} from './template-variables';
import { tellText } from '../../shared/values/text';
import { whyUnfit } from './unfit-templates';

/** A file as a template's header takes it: a link, or the ID of media that was uploaded. */
export type HeaderMedia = { link: string } | { id: string };

/** What a template is sent with. */
export interface TemplateSend {
  request: SendRequest;
  message: Pick<TemplateMessage, 'name' | 'language' | 'includeFile' | 'atOnce' | 'unlessOpen'>;
  /** Cleaned, by the contract's names; empty ones are missing. */
  values: Record<string, string>;
  /** As the channel lists it. */
  template: Template;
}

type MediaKind = 'document' | 'image' | 'video';
type Component = Record<string, unknown>;

const KINDS = {
  audio: 'an audio file',
  document: 'a document',
  image: 'an image',
  video: 'a video',
};

/** A template that is ready to go out, but for the file in its header. */
export interface FilledTemplate {
  /** What its header takes; undefined where that is no file. */
  takes: MediaKind | undefined;
  /** The JSON body of `sendTemplate` (1msg-api.md#templates). @param media the file, where the header takes one */
  body(media?: HeaderMedia): Record<string, unknown>;
}

/**
 * Fills a template in. Whatever is wrong is found before its file is uploaded.
 * @throws {InputError} REJECTED for a template that cannot be filled in, or a variable or a file that it needs and
 * does not get, or for too long a text; INVALID_FILE for a file that its header does not take
 */
export function fillTemplate(send: TemplateSend): FilledTemplate {
  const { request, message, template } = send;
  const unfit = whyUnfit(template);
  if (unfit) throw cannotGo(message, 'REJECTED', unfit);
  // 1MSG wants it; its own n8n node refuses to send a template without.
  if (!template.namespace)
    throw cannotGo(
      message,
      'REJECTED',
      '1MSG lists no namespace for it. Look at the template in the 1MSG panel, and whether the channel is connected to WhatsApp',
    );
  const takes = mediaKindOf(template);
  if (takes) checkFile(send, takes);
  else if (message.atOnce && message.includeFile)
    throw cannotGo(
      message,
      'INVALID_FILE',
      'it has no header for a document, image or video; set File to None, or choose a template that takes the file',
    );
  const components = componentsOf(send);
  checkLength(send);
  return {
    takes,
    body: (media) => ({
      ...templateFields(request, template),
      namespace: template.namespace,
      params: [
        ...(takes && media ? [headerOf(takes, media, request.filename)] : []),
        ...components,
      ],
    }),
  };
}

/** What the body of `sendTemplate` says before the template is filled in. */
export const templateFields = (
  { recipient }: SendRequest,
  { name, language }: Pick<TemplateMessage, 'name' | 'language'>,
): Record<string, unknown> => ({
  template: name,
  language: { policy: 'deterministic', code: language },
  ...recipientFields(recipient),
});

const BREAK = /[\t\n\v\f\r\u0085\u2028\u2029]/;

/**
 * Makes a text fit for a template, which may hold no tab, newline or run of more than 4 spaces: 1MSG
 * refuses such a one for good (1msg-api.md#templates).
 */
export function cleanTemplateText(text: string): string {
  return text
    .replace(/[\s\u0085]+/g, (space) => (BREAK.test(space) ? ' ' : space))
    .replace(/ {5,}/g, '    ')
    .trim();
}

function componentsOf({ values, message, template }: TemplateSend): Component[] {
  const variables = variablesOf(template);
  const missing = variables.filter(({ field }) => !values[field]);
  if (missing.length > 0) throw lacking(message, missing.map(labelOf));
  const strays = Object.keys(values).filter(
    (name) => values[name] && !variables.some(({ field }) => field === name),
  );
  if (strays.length > 0) throw strayed(message, strays.map(fieldTitle));
  return [
    ...(['header', 'body'] as const).flatMap((part) => {
      const own = variables.filter((variable) => variable.part === part);
      return own.length > 0 ? [textComponent(part, own, values)] : [];
    }),
    ...template.buttons.flatMap(({ type }, index) => {
      const variable = variables.find(({ button }) => button === index);
      const value = variable && values[variable.field];
      return type === 'flow' || value ? [buttonComponent(index, type, value ?? '')] : [];
    }),
  ];
}

function textComponent(
  type: 'header' | 'body',
  variables: ReadonlyArray<Pick<TemplateVariable, 'field' | 'placeholder'>>,
  values: Record<string, string>,
): Component {
  const parameters = variables.map(({ field, placeholder }) => {
    const name = hasNumber(placeholder) ? undefined : variableName(placeholder);
    return { type: 'text', ...(name && { parameter_name: name }), text: values[field] };
  });
  return { type, parameters };
}

function buttonComponent(index: number, type: string, value: string): Component {
  const [subType, parameter] = buttonParameter(type, value);
  return { type: 'button', sub_type: subType, index: String(index), parameters: [parameter] };
}

function buttonParameter(type: string, value: string): [subType: string, parameter: Component] {
  // Meta's own default for a flow that is started without a token; the button needs its component all the same.
  if (type === 'flow') return ['flow', { type: 'action', action: { flow_token: 'unused' } }];
  if (type === 'copy_code') return ['copy_code', { type: 'coupon_code', coupon_code: value }];
  return ['url', { type: 'text', text: value }];
}

/** WhatsApp's own limit. */
const MOST_CHARACTERS = 1_024;

function checkLength({ message, template, values }: TemplateSend): void {
  const length = [...filledBody(template, values)].length;
  if (length > MOST_CHARACTERS)
    throw cannotGo(
      message,
      'REJECTED',
      `its text has ${length} characters with these variables, and WhatsApp takes at most 1,024; shorten their values`,
    );
}

/** WhatsApp shows a file of any type as a document, but only images as images and videos as videos. */
function checkFile(send: TemplateSend, kind: MediaKind): void {
  const { message, request } = send;
  const { mediaType, filename = 'the file' } = request;
  if (!message.includeFile && message.atOnce)
    throw cannotGo(
      message,
      'INVALID_FILE',
      `its header takes ${KINDS[kind]}; choose one under File, or another template`,
    );
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
  if (message.atOnce) checkLink(send);
}

function checkLink({ message, request }: TemplateSend): void {
  if (request.file.source !== 'url' || endsAsItsFile(request.file.url, request.filename)) return;
  const extension = extensionOf(request.filename ?? '');
  throw cannotGo(
    message,
    'INVALID_FILE',
    `a link in a header has to end in the file's extension${extension && `, .${extension}`}; switch on the option Download File First, or give the file From Binary Data`,
  );
}

/** @returns whether a link can be given to a header as it is: by 1MSG's help it has to end as the file's name does */
export function endsAsItsFile(url: string, filename = ''): boolean {
  const extension = extensionOf(filename);
  return extension !== '' && extensionOf(fileNameInUrl(url)) === extension;
}

function extensionOf(name: string): string {
  const [, extension = ''] = /\.([a-z0-9]{1,8})$/i.exec(name) ?? [];
  return extension.toLowerCase().replace(/^jpe?g?$/, 'jpeg');
}

function headerOf(kind: MediaKind, media: HeaderMedia, filename: string | undefined): Component {
  const named = kind === 'document' && filename && { filename };
  return { type: 'header', parameters: [{ type: kind, [kind]: { ...media, ...named } }] };
}

function mediaKindOf({ header }: Template): MediaKind | undefined {
  return header?.kind === 'text' || header?.kind === 'other' ? undefined : header?.kind;
}

function lacking(message: TemplateSend['message'], labels: string[]): InputError {
  const reason = `Template Variables has nothing for ${labels.join(', ')}`;
  return cannotGo(message, 'REJECTED', reason);
}

function strayed(message: TemplateSend['message'], names: string[]): InputError {
  const listed = names.map((name) => tellText(name)).join(', ');
  const reason = `Template Variables has values that this template has no place for (${listed}), perhaps those of another template; choose Refresh Variable List in the menu beside Template Variables, or leave them empty`;
  return cannotGo(message, 'REJECTED', reason);
}

/** Why a template did not go out. @param reason a phrase without a full stop */
export function cannotGo(
  {
    name,
    language,
    atOnce,
    unlessOpen,
  }: Pick<TemplateMessage, 'name' | 'language' | 'atOnce' | 'unlessOpen'>,
  code: InputError['code'],
  reason: string,
): InputError {
  const template = `the template ${name} (${language})`;
  return new InputError(
    code,
    atOnce
      ? `${template.replace('t', 'T')} was not sent: ${reason}`
      : `The session window is ${unlessOpen ? 'not known to be open' : 'closed'}, and ${template} could not go in the file's place: ${reason}`,
  );
}
