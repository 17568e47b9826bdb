import { InputError } from '../values/input-error';
import type { MediaType } from './media-type';

/** Bytes in the MB that WhatsApp counts in. */
export const MB = 1024 * 1024;

/** What a provider takes of one kind of media. */
export interface MediaLimit {
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
export interface FileToCheck {
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
