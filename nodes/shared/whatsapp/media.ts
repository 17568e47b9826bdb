import { InputError } from '../values/input-error';

/** Bytes in the MB that WhatsApp counts in. */
export const MB = 1024 * 1024;

/** What a provider takes of one kind of media. */
interface MediaLimit {
  /** Bytes. */
  atMost: number;
  /** MIME types as `readMimeType` gives them, and the extensions that people know them by; undefined: any. */
  formats?: Record<string, string>;
}

/** What a provider passes on to WhatsApp; each has its own. */
export type MediaTable = Record<MediaType, MediaLimit>;

/** No provider takes a larger file, whatever it is: WhatsApp's own limit for documents. */
export const LARGEST_FILE = 100 * MB;

/** A file as it is about to go out. */
interface FileToCheck {
  filename: string;
  mediaType: MediaType;
  mimeType: string | undefined;
  /** In bytes; undefined where it is not known. */
  size: number | undefined;
}

/**
 * Checks a file against what a provider takes.
 * @param provider its name, and its table
 * @throws {InputError} that names the limit and the file's size, or the formats
 */
export function checkMedia(
  { name, media }: { name: string; media: MediaTable },
  { filename, mediaType, mimeType, size }: FileToCheck,
): void {
  const { atMost, formats } = media[mediaType];
  if (mimeType && formats && !Object.hasOwn(formats, mimeType))
    throw new InputError(
      'INVALID_FILE',
      `${mediaType === 'document' ? `${name} does not take` : 'WhatsApp does not show'} ${mimeType} as ${an(mediaType)} (${filename}); it takes ${[...new Set(Object.values(formats))].join(', ')}: convert the file`,
    );
  if (size !== undefined && size > atMost)
    throw new InputError(
      'INVALID_FILE',
      `The file ${filename} has ${megabytes(size)}; WhatsApp takes at most ${megabytes(atMost)} for ${an(mediaType)}`,
    );
}

function an(mediaType: MediaType): string {
  return /^[aeiou]/.test(mediaType) ? `an ${mediaType}` : `a ${mediaType}`;
}

function megabytes(bytes: number): string {
  const exact = bytes / MB;
  return `${Number.isInteger(exact) ? exact : exact.toFixed(exact < 10 ? 2 : 1)} MB`;
}

/** WhatsApp's kinds of media; each is shown, and limited, in its own way. */
export type MediaType = 'image' | 'video' | 'audio' | 'document';

/** WhatsApp's limit, in characters. */
const MAX_CAPTION_LENGTH = 1024;

/**
 * @param isAudio whether the file will be shown as audio
 * @throws {InputError} when WhatsApp would not take the caption
 */
export function checkCaption(caption: string, isAudio: boolean): void {
  if (!caption) return;
  if (isAudio)
    throw new InputError(
      'INVALID_FILE',
      'WhatsApp takes no caption on audio; leave the caption empty, or send the text as a message of its own',
    );
  const length = [...caption].length;
  if (length > MAX_CAPTION_LENGTH)
    throw new InputError(
      'INVALID_FILE',
      `The caption has ${length} characters; WhatsApp takes at most ${MAX_CAPTION_LENGTH}`,
    );
}
