import { readMimeType } from './mime-type';

/** What the headers of a file's response say about it. */
export interface ResponseFile {
  /** Without parameters, lower case; undefined when it says nothing about the file. */
  mimeType: string | undefined;
  /** Bytes. */
  size: number | undefined;
  /** The name in Content-Disposition. */
  name: string | undefined;
}

/** @param headers lower-case names */
export async function readResponseFile(headers: Record<string, string>): Promise<ResponseFile> {
  const length = headers['content-length'] ?? '';
  const encoded = (headers['content-encoding'] ?? 'identity') !== 'identity';
  return {
    mimeType: readMimeType(headers['content-type']),
    size: /^\d+$/.test(length) && !encoded ? Number(length) : undefined,
    name: await nameIn(headers['content-disposition']),
  };
}

async function nameIn(disposition: string | undefined): Promise<string | undefined> {
  if (!disposition) return undefined;
  const { parse } = await import('../libraries/content-disposition');
  try {
    return parse(disposition).parameters.filename || undefined;
  } catch {
    return undefined; // many servers write it wrongly
  }
}
