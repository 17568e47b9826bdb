import { loadOnce } from '../load-once';
import type { MediaType } from './media-type';
import { UNKNOWN_TYPE } from './mime-type';
import { cutText, withoutEnding } from '../cut-text';

/** Digits alone are a date or a version (`Rechnung 31.12.2026`, `v1.2`), and `com` is a web site. */
const EXTENSION = /\.(?!\d+$|com$)([a-z0-9]{1,8})$/i;
const MAX_LENGTH = 240;

/** Types whose files have an extension that everybody knows, unlike what is text or an archive. */
const HAS_ITS_OWN = /^(application\/pdf$|image\/|video\/|audio\/)/;

/** Where the first extension that mime-types has is none that phones and people know (`mpga`, `adts`), or it has none. */
const USUAL: Record<string, string> = {
  'application/x-pdf': 'pdf',
  'audio/aac': 'aac',
  'audio/mpeg': 'mp3',
  'audio/ogg': 'ogg',
  'audio/opus': 'opus',
  'image/jpg': 'jpg',
  'text/vcard': 'vcf',
  'video/avi': 'avi',
  'video/quicktime': 'mov',
};

/**
 * Makes a name that every phone can show and save.
 * Without an extension WhatsApp takes no document, so what nobody knows is called `.bin`.
 * @param given the name that is wanted; may be empty
 * @param own the names that the file itself has, from the best to the one of last resort; one with an
 * extension comes first
 * @param mimeType gives the extension to a name without one; else the first name with an extension gives it
 */
export async function fileName(
  [given = '', ...own]: Array<string | undefined>,
  mimeType?: string,
): Promise<string> {
  const cleaned = own.map((name) => clean(name ?? ''));
  const whole = cleaned.filter((name) => EXTENSION.test(name));
  const names = [clean(given), ...whole, ...cleaned].filter(Boolean);
  const name = names[0] ?? 'file';
  if (await isWhole(name, mimeType)) return shorten(name);
  const extension =
    (await extensionOf(mimeType)) ?? names.map((other) => EXTENSION.exec(other)?.[1]).find(Boolean);
  return shorten(`${name}.${extension ?? 'bin'}`);
}

/** `Invoice Nr.A17` and `Smith & Co.Ltd` have none, if it is known what the file is. */
async function isWhole(name: string, mimeType = ''): Promise<boolean> {
  if (!EXTENSION.test(name)) return false;
  return !HAS_ITS_OWN.test(mimeType) || (await mimeTypeOfName(name)) !== undefined;
}

/** @returns the MIME type that a name's extension stands for; undefined when it has none that is known */
export async function mimeTypeOfName(name: string): Promise<string | undefined> {
  const { lookup } = await mimeTypes();
  return EXTENSION.test(name) ? lookup(name) || undefined : undefined;
}

/** @returns what the first name with a known extension stands for */
export async function typeOfNames(
  ...names: Array<string | undefined>
): Promise<string | undefined> {
  for (const name of names) {
    const type = name && (await mimeTypeOfName(name));
    if (type) return type;
  }
  return undefined;
}

/** @returns how WhatsApp treats files of a MIME type; what is no image, video or audio is a document */
export function mediaTypeOf(mimeType: string | undefined): MediaType {
  const [kind] = mimeType?.toLowerCase().split('/') ?? [];
  return kind === 'image' || kind === 'video' || kind === 'audio' ? kind : 'document';
}

async function extensionOf(mimeType: string | undefined): Promise<string | undefined> {
  if (!mimeType || mimeType === UNKNOWN_TYPE) return undefined;
  const { extension } = await mimeTypes();
  return USUAL[mimeType] ?? (extension(mimeType) || undefined);
}

const mimeTypes = loadOnce(async () => await import('../libraries/mime-types'));

/** Path separators and control characters have no place in a name, nor has a dot at its end; `.pdf` alone is none. */
function clean(name: string): string {
  const shown = name
    .toWellFormed()
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
