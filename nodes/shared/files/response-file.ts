import { readMimeType } from './mime-type';

const CODING = /\b(?:gzip|deflate|br|zstd|compress)\b/i;

/** What the headers of a file's response say about it. */
export interface ResponseFile {
  /** Without parameters, lower case; undefined when it says nothing about the file. */
  mimeType: string | undefined;
  /** Bytes. */
  size: number | undefined;
  /** How its bytes are compressed, such as `gzip`; undefined when they are the file's own. */
  coding: string | undefined;
  /** The name in Content-Disposition. */
  name: string | undefined;
}

/** @param headers lower-case names */
export async function readResponseFile(headers: Record<string, string>): Promise<ResponseFile> {
  const length = headers['content-length'] ?? '';
  // Of what else servers write there (`utf-8`, `none`) nothing is compressed.
  const [coding] = CODING.exec(headers['content-encoding'] ?? '') ?? [];
  return {
    mimeType: readMimeType(headers['content-type']),
    size: /^\d+$/.test(length) && !coding ? Number(length) : undefined,
    coding,
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
