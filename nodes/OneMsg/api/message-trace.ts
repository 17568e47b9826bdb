import { fileNameInUrl } from '../../shared/files/file-url';
import type { SendRequest } from '../../shared/sending/file-sender';
import type { HistoryMessage } from './message-history';

/** What a file can be recognised by in its chat's history. */
export interface FileTrace {
  caption?: string;
  filename?: string;
  /** Where 1MSG was to get it. */
  url?: string;
}

/** What a template can be recognised by there. */
export interface TemplateTrace {
  /** The body with its variables filled in, where the template is known. */
  text?: string;
  /** The name of the file in its header. */
  filename?: string;
}

/** What either can be recognised by. */
export type MessageTrace = { file: FileTrace } | { template: TemplateTrace };

/** @returns the trace of a request's file */
export function fileTrace({ caption, file, filename }: SendRequest): MessageTrace {
  return { file: { caption, filename, ...(file.source === 'url' && { url: file.url }) } };
}

/** @returns whether a row of the history looks like what left that trace; others may look the same */
export function isTraceOf(message: HistoryMessage, trace: MessageTrace): boolean {
  return 'file' in trace
    ? isSameFile(message, trace.file)
    : isSameTemplate(message, trace.template);
}

function isSameFile(message: HistoryMessage, { caption, filename, url }: FileTrace): boolean {
  if (url && isOtherFile(message.body, url)) return false;
  if (caption) return message.caption.trim() === caption.trim();
  return (url !== undefined && message.body === url) || isNamed(message, filename);
}

/** Links that differ in what stands behind their path only, such as ?ticket=2048. A link of 1MSG's own says nothing. */
function isOtherFile(body: string, url: string): boolean {
  if (!URL.canParse(body) || !URL.canParse(url)) return false;
  const [shown, sent] = [new URL(body), new URL(url)];
  const samePath = shown.origin === sent.origin && shown.pathname === sent.pathname;
  return samePath && shown.search !== '' && shown.search !== sent.search;
}

/** How the history shows a template is not documented: the text as `body`, or as a header file's caption. */
function isSameTemplate(message: HistoryMessage, { text, filename }: TemplateTrace): boolean {
  const isText = text && (message.body.trim() === text || message.caption.trim() === text);
  return Boolean(isText) || isNamed(message, filename);
}

function isNamed({ caption, body }: HistoryMessage, filename: string | undefined): boolean {
  if (!filename) return false;
  if (caption === filename || body === filename) return true;
  return URL.canParse(body) && fileNameInUrl(body) === filename;
}
