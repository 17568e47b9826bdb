import { InputError } from '../values/input-error';
import type { FileContent } from './file-content';
import type { NamedType } from './file-name';
import { fileName, mediaTypeOf, typeOfNames } from './file-name';
import type { MediaType } from '../whatsapp/media';
import { agrees, statesTheSame } from './type-agreement';

/** All that is known of a file before it goes out, wherever it comes from. */
export interface FileFacts {
  /** The name that was given; may be empty. */
  given: string;
  /** The one it has where the user found it: the end of its link's path, or what n8n calls it. */
  found?: string | undefined;
  /** The one that its server gives. */
  served?: string | undefined;
  /** The type that is stated, as `readMimeType` gives it. */
  stated: string | undefined;
  /** Undefined where the bytes were not looked at. */
  content?: FileContent | undefined;
}

/** What a file is, and what it is called. */
export interface IdentifiedFile {
  /** With an extension, unless nobody knows one. */
  filename: string;
  hasExtension: boolean;
  mimeType: string | undefined;
  mediaType: MediaType;
  /** Set where something else came than the name says. */
  contradiction?: Contradiction;
}

interface Contradiction {
  /** Continues "… leads to". */
  text: string;
  isPage: boolean;
  /** Whether it is only said, and by those who say the same of anything: `text/plain`. */
  isVague: boolean;
}

/**
 * The one place that decides what a file is: by its bytes, else by the type that is stated, else by its name.
 * Links, downloads and binary data all come here, so that they agree.
 */
export async function identifyFile(facts: FileFacts): Promise<IdentifiedFile> {
  const { given, found = '', served = '' } = facts;
  const named = await typeOfNames([given, found, served]);
  const asked = await typeOfNames([given || found]);
  const contradiction = contradictionIn(facts, named, asked);
  // The name stands where it is sent all the same: its user knows better.
  const mimeType = contradiction && named ? named.type : typeOf(facts, named?.type);
  const { name: filename, hasExtension } = await fileName([given, found, served], mimeType);
  const mediaType = mediaTypeOf(mimeType);
  return { filename, hasExtension, mimeType, mediaType, ...(contradiction && { contradiction }) };
}

function typeOf({ stated, content }: FileFacts, named: string | undefined): string | undefined {
  if (!content) {
    if (stated && named && statesTheSame(stated, named)) return named;
    return stated ?? named;
  }
  const { type } = content;
  // n8n says `text/plain` of what it does not know.
  const isTold = stated !== undefined && !(type === undefined && stated === 'text/plain');
  // A container or a text is what its name or its server says that is in it; a MOV is none by another name.
  const said = [named, isTold ? stated : undefined].find((each) => each && agrees(each, content));
  return type === 'video/quicktime' ? type : (said ?? type);
}

function contradictionIn(
  facts: FileFacts,
  named: NamedType | undefined,
  asked: NamedType | undefined,
): Contradiction | undefined {
  const { stated, content } = facts;
  const type = seenAs(facts, named);
  const words = content?.empty ? 'nothing: it is empty (0 bytes)' : tellType(type);
  const isPage = type === 'text/html';
  const found = { isPage, isVague: !content && type === 'text/plain' };
  const expected = named?.everyday ? named.type : undefined;
  if (expected && !(isPage && expected === 'text/html')) {
    const fits = content ? agrees(expected, content) : !type || statesTheSame(type, expected);
    if (!fits) return { ...found, text: `${words}, where the name says ${expected}` };
  }
  // That a server calls it a page is no reason to send one that nobody has asked for.
  if (isPage && asked?.type !== 'text/html') return { ...found, text: words };
  if (expected) return undefined;
  if (content?.empty) return { ...found, text: words };
  if (isServersError(type) && !(named && statesTheSame(type!, named.type)))
    return { ...found, text: words };
  // Text in the place of anything else is an error that its server tells; of other formats the bytes know better.
  if (content && stated && type === 'text/plain' && !agrees(stated, content))
    return { ...found, text: `${words}, where its server says ${stated}` };
  return undefined;
}

/** What a file is, leaving its name aside: of a text that no name speaks of its server knows what it is. */
function seenAs({ stated, content }: FileFacts, named: NamedType | undefined): string | undefined {
  if (!content) return stated;
  const isText = content.type === 'text/plain' || content.type === 'application/xml';
  const isTold = stated === 'text/html' || isServersError(stated);
  return isText && isTold && !named?.everyday ? stated : content.type;
}

function isServersError(type: string | undefined): boolean {
  return type === 'application/json' || type === 'application/xml';
}

function tellType(type: string | undefined): string {
  if (type === undefined) return 'bytes of no known format';
  if (type === 'text/html') return 'a web page (HTML), such as a login or a share page';
  if (isServersError(type) || type === 'text/plain')
    return `a text (${type}), such as an error that its server tells`;
  return `a file of the type ${type}`;
}

/**
 * @param subject what leads to the file, or holds it: `https://example.com/invoice leads to`
 * @param aboutPage what to do about a web page
 * @returns what is wrong and what to do about it, without a full stop
 */
export function tellContradiction(
  subject: string,
  { text, isPage }: Contradiction,
  aboutPage = BY_HAND,
): string {
  const advice = isPage
    ? `${aboutPage}. A page that is meant to be sent needs a name that ends in .html`
    : 'look at what is there. If it is the right file, its name has to end as those of its type do';
  return `${subject} ${text}; ${advice}`;
}

/** What to do about a link that does not bring its file. */
export const BY_HAND =
  'fetch it with an HTTP Request node, with credentials if it wants a login, and send it From Binary Data';

/**
 * What an item fails with whose file has no extension and that nobody knows.
 * @param advice what to do about it, where names cannot be given
 */
export function unknownFile(
  filename: string,
  advice = 'give it a File Name with its extension, such as .pdf',
): InputError {
  return new InputError(
    'INVALID_FILE',
    `Nobody knows what the file "${filename}" is: its name has no extension, and neither a type nor its first bytes tell; ${advice}`,
  );
}
