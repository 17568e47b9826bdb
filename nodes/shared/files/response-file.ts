import { fileNameInUrl } from './file-url';
import { readMimeType } from './mime-type';
import { statedName } from './stated-name';

const CODING = /\b(?:gzip|deflate|br|zstd|compress)\b/i;

/** What the headers of a file's response say about it. */
export interface ResponseFile {
  /** Without parameters, lower case; undefined when it says nothing about the file. */
  mimeType: string | undefined;
  /** Bytes. */
  size: number | undefined;
  /** How its bytes are compressed, such as `gzip`; undefined when they are the file's own. */
  coding: string | undefined;
  /** The name that the headers give it, else that of the URL to which redirects have led. */
  name: string | undefined;
}

/** @param headers lower-case names, decoded @param movedTo where redirects have led, if there were any */
export async function readResponseFile(
  headers: Record<string, string>,
  movedTo?: string,
): Promise<ResponseFile> {
  const length = headers['content-length'] ?? '';
  // Of what else servers write there (`utf-8`, `none`) nothing is compressed.
  const [coding] = CODING.exec(headers['content-encoding'] ?? '') ?? [];
  return {
    mimeType: readMimeType(headers['content-type']),
    size: /^\d+$/.test(length) && !coding ? Number(length) : undefined,
    coding,
    name: (await statedName(headers)) || (movedTo && fileNameInUrl(movedTo)) || undefined,
  };
}
