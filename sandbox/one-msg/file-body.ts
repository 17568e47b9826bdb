import type { KeptFile } from '../world/types';

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
