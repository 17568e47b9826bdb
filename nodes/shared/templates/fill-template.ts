import type { TemplateMessage } from '../provider/file-sender';
import { InputError } from '../values/input-error';
import type {
  HeaderKind,
  HeaderMedia,
  Template,
  TemplateName,
  TemplateRules,
  TemplateSend,
} from './template';
import { tellText } from '../values/text';
import { fieldTitle, filledBody, labelOf } from './template-variables';
import { whyUnfit } from './unfit-templates';

const KINDS = {
  audio: 'an audio file',
  document: 'a document',
  image: 'an image',
  video: 'a video',
};
const ANY_KIND = 'a document, image or video';

/** A template that is ready to go out, but for the file in its header. */
export interface FilledTemplate {
  /** What its header takes; undefined where that is no file. */
  takes: HeaderKind | undefined;
  /** Its body as the customer reads it. */
  text: string;
  /** The JSON body of `sendTemplate`. @param media the file, where the header takes one */
  body(media?: HeaderMedia): Record<string, unknown>;
}

/**
 * Fills a template in. Whatever is wrong is found before its file is uploaded.
 * @throws {InputError} REJECTED for a template that cannot be filled in, or a variable or a file that it needs and
 * does not get, or for too long a text; INVALID_FILE for a file that its header does not take
 */
export function fillTemplate(send: TemplateSend, rules: TemplateRules): FilledTemplate {
  const { message, template } = send;
  const unfit = whyUnfit(template, rules);
  if (unfit) throw cannotGo(message, unfit);
  const takes = mediaKindOf(send);
  if (takes) checkFile(send, takes);
  else if (message.atOnce && message.includeFile)
    throw cannotGo(
      message,
      `it has no header for ${ANY_KIND}; set File to None, or choose a template that takes the file`,
      'INVALID_FILE',
    );
  rules.check?.(send, takes);
  checkVariables(send, rules);
  const text = filledBody(template, send.values);
  checkLength(text, message);
  return {
    takes,
    text,
    body: (media) => rules.body(send, takes && media ? { kind: takes, media } : undefined),
  };
}

const BREAK = /[\t\n\v\f\r\u0085\u2028\u2029]/;

/**
 * Makes a text fit for a template, which may hold no tab, newline or run of more than 4 spaces: WhatsApp
 * refuses such a one for good (1msg-api.md#templates).
 */
export function cleanTemplateText(text: string): string {
  return text
    .toWellFormed() // an expression that cuts a text may leave half an emoji, which no server can read
    .replace(/[\s\u0085]+/g, (space) => (BREAK.test(space) ? ' ' : space))
    .replace(/ {5,}/g, '    ')
    .trim();
}

function checkVariables({ values, message, template }: TemplateSend, rules: TemplateRules): void {
  const variables = rules.variablesOf(template);
  const missing = variables.filter(
    ({ field, optional }) => optional === undefined && !values[field],
  );
  if (missing.length > 0)
    throw cannotGo(
      message,
      `Template Variables has nothing for ${missing.map(labelOf).join(', ')}`,
    );
  const strays = Object.keys(values).filter(
    (name) => values[name] && !variables.some(({ field }) => field === name),
  );
  if (strays.length > 0)
    throw cannotGo(
      message,
      `Template Variables has values that this template has no place for (${strays.map((name) => tellText(fieldTitle(name))).join(', ')}), perhaps those of another template; choose Refresh Variable List in the menu beside Template Variables, or leave them empty`,
    );
}

/** WhatsApp's own limit. */
const MOST_CHARACTERS = 1_024;

function checkLength(text: string, message: TemplateSend['message']): void {
  const { length } = [...text];
  if (length > MOST_CHARACTERS)
    throw cannotGo(
      message,
      `its text has ${length} characters with these variables, and WhatsApp takes at most 1,024; shorten their values`,
    );
}

/** What the header takes. Where nobody tells of what kind it is, the file does; it may be one for no file at all. */
function mediaKindOf({ request, message, template }: TemplateSend): HeaderKind | undefined {
  const { header } = template;
  switch (header?.kind) {
    case 'document':
    case 'image':
    case 'video':
      return header.kind;
    case 'file': {
      if (!header.sure && !message.includeFile) return undefined;
      const { mediaType } = request;
      return mediaType === 'audio' ? 'document' : mediaType;
    }
    default:
      return undefined;
  }
}

/**
 * In a file's place a file of any type goes as a document; only images are shown as images, and videos as videos. At
 * once it has to be of the header's kind, where that is known: whoever chooses both is told what does not fit.
 */
function checkFile({ message, request, template }: TemplateSend, kind: HeaderKind): void {
  const { mediaType, filename = 'the file' } = request;
  const takes = `its header takes ${template.header?.kind === 'file' ? ANY_KIND : KINDS[kind]}`;
  if (!message.includeFile && message.atOnce)
    throw cannotGo(message, `${takes}; choose one under File, or another template`, 'INVALID_FILE');
  if (!message.includeFile)
    throw cannotGo(
      message,
      `${takes}; switch on Put the File in the Template's Header, or choose another template`,
    );
  const takesAny = kind === 'document' && !(message.atOnce && template.header?.kind === kind);
  if (mediaType !== kind && !takesAny)
    throw cannotGo(
      message,
      `${takes}, but ${filename} is ${KINDS[mediaType]}; choose a template whose header fits the file`,
      'INVALID_FILE',
    );
}

/** @returns a template as texts for people name it: `invoice_ready (en)` */
export function templateTitle({ name, language }: TemplateName): string {
  return language ? `${name} (${language})` : name;
}

/** @returns `document` of a template whose header takes one; undefined where it takes no file, or nobody knows */
export function fileTaken({ header }: Template): string | undefined {
  if (header?.kind === 'file') return header.sure ? 'file' : undefined;
  return header && header.kind !== 'text' && header.kind !== 'other' ? header.kind : undefined;
}

/** Why a template did not go out. @param reason a phrase without a full stop */
export function cannotGo(
  message: Pick<TemplateMessage, 'name' | 'language' | 'atOnce' | 'unlessOpen'>,
  reason: string,
  code: InputError['code'] = 'REJECTED',
): InputError {
  const title = templateTitle(message);
  return new InputError(
    code,
    message.atOnce
      ? `The template ${title} was not sent: ${reason}`
      : `The session window is ${message.unlessOpen ? 'not known to be open' : 'closed'}, and the template ${title} could not go in the file's place: ${reason}`,
  );
}
