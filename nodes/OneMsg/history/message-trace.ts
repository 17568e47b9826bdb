import { fileNameInUrl } from '../../shared/files/file-url';
import type { SendRequest } from '../../shared/provider/file-sender';
import type { TemplateTrace } from '../../shared/templates/template-sender';
import type { HistoryMessage } from './message-history';

/** What a file can be recognised by in its chat's history. */
export interface FileTrace {
  caption?: string;
  filename?: string;
  /** Where 1MSG was to get it. */
  url?: string;
}

/** What either can be recognised by. */
export type MessageTrace = { file: FileTrace } | { template: TemplateTrace };

/** @returns the trace of a request's file */
export function fileTrace({ caption, file, filename }: SendRequest): MessageTrace {
  return { file: { caption, filename, ...(file.source === 'url' && { url: file.url }) } };
}

/**
 * How well a row of the history fits what left that trace; others may fit as well.
 * - `yes`: the same file by name or link, with the same caption, or the same template by its text.
 * - `perhaps`: nothing in it contradicts, but anybody may have written such a caption.
 * - `no`: another file, or another caption.
 */
export type Likeness = 'yes' | 'perhaps' | 'no';

/** @returns how well they fit */
export function likeness(message: HistoryMessage, trace: MessageTrace): Likeness {
  return 'file' in trace
    ? likenessOfFile(message, trace.file)
    : likenessOfTemplate(message, trace.template);
}

function likenessOfFile(message: HistoryMessage, { caption, filename, url }: FileTrace): Likeness {
  if (url && isOtherFile(message.body, url)) return 'no';
  const shown = oneLine(message.caption);
  const isNamedOnly = !caption && filename !== undefined && shown === oneLine(filename);
  if (shown !== oneLine(caption) && !isNamedOnly) return 'no';
  if (isNamedOnly || (url !== undefined && message.body === url)) return 'yes';
  return likenessOfName(message, filename);
}

/** Links that differ in what stands behind their path only, such as ?ticket=2048. A link of 1MSG's own says nothing. */
function isOtherFile(body: string, url: string): boolean {
  if (!URL.canParse(body) || !URL.canParse(url)) return false;
  const [shown, sent] = [new URL(body), new URL(url)];
  const samePath = shown.origin === sent.origin && shown.pathname === sent.pathname;
  return samePath && shown.search !== '' && shown.search !== sent.search;
}

/** How the history shows a template is not documented: the text as `body`, or as a header file's caption. */
function likenessOfTemplate(message: HistoryMessage, { text, filename }: TemplateTrace): Likeness {
  const name = likenessOfName(message, filename);
  const said = [message.caption, message.body].map(oneLine);
  if (text && said.includes(oneLine(text))) return name === 'no' ? 'no' : 'yes';
  const isSaid = text !== undefined && said[0] !== '';
  return isSaid && said[0] !== oneLine(filename) ? 'no' : name;
}

/** A name that is known to be another one is that of another file. */
function likenessOfName(
  { filename: told, body }: HistoryMessage,
  filename: string | undefined,
): Likeness {
  const shown = told || nameIn(body);
  if (!shown || filename === undefined) return 'perhaps';
  return plainName(shown) === plainName(filename) ? 'yes' : 'no';
}

/** @returns the file's name in a row's `body`, a link or the name itself; empty where it has none */
function nameIn(body: string): string {
  const name = URL.canParse(body) ? fileNameInUrl(body) : body;
  return /^[^\n]{1,255}\.\w{1,5}$/.test(name) ? name : '';
}

const oneLine = (text = ''): string => text.normalize().replace(/\s+/g, ' ').trim();
/** Names in links have other signs for their spaces. */
const plainName = (name: string): string => oneLine(name.replace(/[_+]/g, ' ')).toLowerCase();
