import { cutText, withoutEnding, withoutMarks } from '../values/text';
import { loadOnce } from '../async/load-once';
import type { MediaType } from '../whatsapp/media';
import { readMimeType } from './mime-type';
import { statesTheSame } from './type-agreement';

/** Digits alone are a date or a version (`Rechnung 31.12.2026`, `v1.2`), and `com` is a web site. */
const EXTENSION = /\.(?!\d+$|com$)([a-z0-9]{1,8})$/i;
const MAX_LENGTH = 240;

/**
 * Extensions that people know and mean. The many others that mime-types has are also ends of names: `shop.org`
 * (Lotus Organizer), `Offer for me` (troff).
 */
const EVERYDAY = new Set(
  [
    'pdf doc docx docm dot dotx xls xlsx xlsm xlsb ppt pptx pptm pps ppsx odt ods odp odg rtf pages numbers key',
    'txt log csv tsv xml json html htm xhtml mht md yaml yml vcf ics eml msg epub p7m p7s xps oxps sql',
    'zip rar 7z gz tar jar apk exe msi dmg iso kmz kml gpx',
    'jpg jpeg jpe png apng gif webp bmp tif tiff heic heif avif svg ico psd ai eps ps dwg dxf vsd vsdx pub',
    'mp4 m4v mov avi 3gp 3gpp 3g2 mkv webm mpg mpeg wmv flv',
    'mp3 m4a m4b aac amr ogg oga ogv opus wav flac wma aif aiff mid',
  ].flatMap((line) => line.split(' ')),
);

/** Files of these types have extensions of all kinds: what is text, an archive or a container of any program's files. */
const OF_MANY_PROGRAMS = /^(?:text\/|application\/(?:json|xml|zip|gzip|x-cfb|x-tar)$)/;

/** Where the first extension that mime-types has is none that phones and people know (`mpga`, `adts`), or it has none. */
const USUAL: Record<string, string> = {
  'application/postscript': 'ps',
  'application/x-msdownload': 'exe',
  'audio/aac': 'aac',
  'audio/aiff': 'aiff',
  'audio/amr': 'amr',
  'audio/flac': 'flac',
  'audio/mpeg': 'mp3',
  'audio/ogg': 'ogg',
  'audio/opus': 'opus',
  'image/heif': 'heic',
  'text/vcard': 'vcf',
  'video/3gpp': '3gp',
  'video/quicktime': 'mov',
};

/**
 * Makes a name that every phone can show and save, with an extension: WhatsApp takes no document without.
 * @param given the name that is wanted; may be empty
 * @param own the names that the file itself has, from the best to the one of last resort; one with an
 * extension comes first
 * @param type what the file is; gives the extension to a name whose end stands for nothing. Where it is not known,
 * the first name with an extension gives it
 * @returns `hasExtension` false when nobody knows one
 */
export async function fileName(
  [given = '', ...own]: Array<string | undefined>,
  type?: string,
): Promise<{ name: string; hasExtension: boolean }> {
  const cleaned = own.map((name) => clean(name ?? ''));
  const whole = cleaned.filter((name) => EXTENSION.test(name));
  const names = [clean(given), ...whole, ...cleaned].filter(Boolean);
  const name = names[0] ?? 'file';
  if (await isWhole(name, type)) return { name: shorten(name), hasExtension: true };
  const extension = await extensionOf(type);
  // Nobody knows what files of its type are called, so its own end stands: `export.dat`.
  if (!extension && EXTENSION.test(name)) return { name: shorten(name), hasExtension: true };
  const ending = extension ?? names.map((other) => EXTENSION.exec(other)?.[1]).find(Boolean);
  const hasExtension = ending !== undefined;
  return { name: shorten(hasExtension ? `${name}.${ending}` : name), hasExtension };
}

/** `Invoice Nr.A17` and `Smith & Co.Ltd` have no extension, if it is known what the file is. */
async function isWhole(name: string, type: string | undefined): Promise<boolean> {
  const extension = EXTENSION.exec(name)?.[1]?.toLowerCase();
  if (!extension) return false;
  // One that people know and that stands for something else is refused elsewhere, or meant so.
  if (!type || EVERYDAY.has(extension)) return true;
  const named = await typeOfName(name);
  return (named !== undefined && statesTheSame(type, named)) || OF_MANY_PROGRAMS.test(type);
}

/** @returns the type that a name's extension stands for; undefined when it has none that is known */
async function typeOfName(name: string): Promise<string | undefined> {
  const { lookup } = await mimeTypes();
  return EXTENSION.test(name) ? readMimeType(lookup(name) || undefined) : undefined;
}

/** What names stand for. */
export interface NamedType {
  type: string;
  /** Whether by an extension that people know and mean. */
  everyday: boolean;
}

/** @returns what the first name with an extension that people know stands for, else the first with a known one */
export async function typeOfNames(names: string[]): Promise<NamedType | undefined> {
  let other: NamedType | undefined;
  for (const name of names.map(clean)) {
    const type = await typeOfName(name);
    if (!type) continue;
    if (EVERYDAY.has(EXTENSION.exec(name)![1]!.toLowerCase())) return { type, everyday: true };
    other ??= { type, everyday: false };
  }
  return other;
}

/** @returns how WhatsApp treats files of a MIME type; what is no image, video or audio is a document */
export function mediaTypeOf(mimeType: string | undefined): MediaType {
  const [kind] = mimeType?.split('/') ?? [];
  return kind === 'image' || kind === 'video' || kind === 'audio' ? kind : 'document';
}

async function extensionOf(type: string | undefined): Promise<string | undefined> {
  if (!type) return undefined;
  const { extension } = await mimeTypes();
  return USUAL[type] ?? (extension(type) || undefined);
}

const mimeTypes = loadOnce(async () => await import('../libraries/mime-types'));

/** Quotes around a whole name, and one that was left at its end. */
const ENCLOSED =
  /^\s*(["'`\u201c\u201e\u2018\u00ab])([^"\u201c-\u201e\u00ab\u00bb]*)["'`\u201d\u201c\u2019\u00bb]\s*$/;
const LEFT_QUOTE = /(?<=\.[a-z\d]{1,8})["\u201d]$/i;

/** Path separators and control characters have no place in a name, nor has a dot at its end; `.pdf` alone is none. */
function clean(name: string): string {
  const shown = withoutMarks(name.toWellFormed())
    .replace(ENCLOSED, '$2')
    .replace(LEFT_QUOTE, '')
    .replace(/\p{Cc}+/gu, ' ')
    .replace(/[\\/]+/g, '_');
  return withoutEnding(shown)
    .trim()
    .replace(/^(?=\.[^.]+$)/, 'file');
}

function shorten(name: string): string {
  if (name.length <= MAX_LENGTH) return name;
  const extension = EXTENSION.exec(name)?.[0] ?? '';
  return cutText(name, MAX_LENGTH - extension.length) + extension;
}
