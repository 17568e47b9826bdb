import type { KeptFile, MessageKind } from '../world/types';

export type FileBody = { file: KeptFile; link?: undefined } | { link: string; file?: undefined };

/** A `body` field: a link, or a data URI that was taken in while the request streamed by. */
export function readFileBody(body: unknown, files: KeptFile[]): FileBody | string {
  if (typeof body !== 'string' || body === '') return 'body is required';
  if (/^https?:\/\/./i.test(body)) return { link: body };
  const index = /;base64,#(\d+)$/.exec(body)?.[1];
  const file = index === undefined ? undefined : files[Number(index)];
  if (!file) return 'body must be an HTTP(S) URL or a data URI with base64';
  return file.intact ? { file } : 'body is not valid base64';
}

const KINDS_BY_EXTENSION: Record<string, MessageKind> = {
  ...{ png: 'image', jpg: 'image', jpeg: 'image', gif: 'image', webp: 'image' },
  ...{ mp4: 'video', avi: 'video', '3gp': 'video', '3gpp': 'video' },
  ...{ mp3: 'audio', ogg: 'audio', oga: 'audio', opus: 'audio', amr: 'audio', aac: 'audio' },
};

/** What WhatsApp shows a file as: by its type when that says something, else by its name. */
export function kindOfFile(filename: string, mime?: string): MessageKind {
  const family = mime?.split('/')[0];
  if (family === 'image' || family === 'video' || family === 'audio') return family;
  const extension = filename.split('.').at(-1)?.toLowerCase() ?? '';
  return KINDS_BY_EXTENSION[extension] ?? 'document';
}
