import type { MediaType } from './media-type';
import { InputError } from '../input-error';

const MB = 1024 * 1024;

interface Limit {
  /** Bytes. */
  atMost: number;
  /** MIME types, and the extensions that people know them by. */
  formats: Record<string, string>;
}

/**
 * WhatsApp's media table, as 99digital-api.md gives it. Of what it lists, WhatsApp itself refuses GIF and AVI,
 * which providers convert, so they stay; it takes WebP as a sticker and M4A and OPUS as audio, which 1MSG
 * passes on. `application/octet-stream` is no statement about a file and is not checked.
 */
const LIMITS: Record<MediaType, Limit> = {
  image: {
    atMost: 5 * MB,
    formats: {
      'image/jpeg': 'JPG',
      'image/png': 'PNG',
      'image/gif': 'GIF',
      'image/webp': 'WebP',
    },
  },
  video: {
    atMost: 16 * MB,
    formats: {
      'video/mp4': 'MP4',
      'video/3gpp': '3GP',
      'video/x-msvideo': 'AVI',
      'video/avi': 'AVI',
    },
  },
  audio: {
    atMost: 16 * MB,
    formats: {
      'audio/mpeg': 'MP3',
      'audio/ogg': 'OGG',
      'audio/amr': 'AMR',
      'audio/aac': 'AAC',
      'audio/mp4': 'M4A',
      'audio/opus': 'OPUS',
      'audio/x-m4a': 'M4A',
      'audio/mp3': 'MP3',
    },
  },
  // Any other file is a document to WhatsApp; phones open what they know.
  document: { atMost: 100 * MB, formats: {} },
};

/** No file may be larger, whatever it is. */
export const LARGEST_FILE = LIMITS.document.atMost;

/**
 * Checks a file against WhatsApp's table.
 * @param name as errors call it
 * @param mimeType without parameters, lower case
 * @param size in bytes; undefined where it is not known
 * @throws {InputError} that names the limit and the file's size
 */
export function checkMedia(
  name: string,
  mediaType: MediaType,
  mimeType: string | undefined,
  size: number | undefined,
): void {
  const { atMost, formats } = LIMITS[mediaType];
  const known = Object.keys(formats);
  if (mimeType && known.length > 0 && !known.includes(mimeType))
    throw new InputError(
      'INVALID_FILE',
      `WhatsApp does not show ${mimeType} as ${an(mediaType)} (${name}); it takes ${[...new Set(Object.values(formats))].join(', ')}`,
    );
  if (size !== undefined && size > atMost)
    throw new InputError(
      'INVALID_FILE',
      `The file ${name} has ${megabytes(size)}; WhatsApp takes at most ${megabytes(atMost)} for ${an(mediaType)}`,
    );
}

function an(mediaType: MediaType): string {
  return /^[aeiou]/.test(mediaType) ? `an ${mediaType}` : `a ${mediaType}`;
}

function megabytes(bytes: number): string {
  const exact = bytes / MB;
  return `${Number.isInteger(exact) ? exact : exact.toFixed(exact < 10 ? 2 : 1)} MB`;
}
