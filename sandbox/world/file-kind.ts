import type { DeliveryError, FileKind, Message } from './types';

const KINDS_BY_EXTENSION: Record<string, FileKind> = {
  ...{ png: 'image', jpg: 'image', jpeg: 'image', gif: 'image', webp: 'image' },
  ...{ mp4: 'video', avi: 'video', '3gp': 'video', '3gpp': 'video' },
  ...{ mp3: 'audio', ogg: 'audio', oga: 'audio', opus: 'audio', amr: 'audio', aac: 'audio' },
};

/** The extension in lower case, without the dot; empty where there is none. */
export function extensionOf(filename: string): string {
  return /\.(\w+)$/.exec(filename)?.[1]?.toLowerCase() ?? '';
}

/** What WhatsApp shows a file as: by its type when that says something, else by its name. */
export function kindOfFile(filename: string, mime?: string): FileKind {
  const family = mime?.split('/')[0];
  if (family === 'image' || family === 'video' || family === 'audio') return family;
  return KINDS_BY_EXTENSION[extensionOf(filename)] ?? 'document';
}

const MEGABYTE = 1024 * 1024;

/** WhatsApp's limits (99digital-api.md#media). */
const MOST_BYTES: Partial<Record<Message['kind'], number>> = {
  image: 5 * MEGABYTE,
  video: 16 * MEGABYTE,
  audio: 16 * MEGABYTE,
  voice: 16 * MEGABYTE,
  document: 100 * MEGABYTE,
};

/** Why WhatsApp does not deliver a file of this size; undefined when it does. */
export function sizeProblem({ kind, file }: Pick<Message, 'kind' | 'file'>) {
  const tooLarge = file !== null && file.size > (MOST_BYTES[kind] ?? Infinity);
  const error: DeliveryError = { text: 'Media upload error', details: 'The file is too large' };
  return tooLarge ? error : undefined;
}
