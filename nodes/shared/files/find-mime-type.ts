import type { FileBytes } from '../file-bytes';
import { mimeTypeOfName } from './file-name';
import { readMimeType, UNKNOWN_TYPE } from './mime-type';

/** As many as the library looks at for the formats that WhatsApp shows. */
const FIRST_BYTES = 4100;

/**
 * Finds a file's MIME type: what is said of it, else what its name stands for, else what its first bytes show.
 * @param stated may be empty, have parameters, or say nothing
 * @returns without parameters
 */
export async function findMimeType(
  stated: string,
  name: string | undefined,
  open: FileBytes['open'],
): Promise<string> {
  const type = readMimeType(stated);
  if (type) return type;
  const named = name && (await mimeTypeOfName(name));
  if (named) return named;
  const { fileTypeFromBuffer } = await import('../libraries/file-type');
  const found = await fileTypeFromBuffer(await firstBytes(open));
  return readMimeType(found?.mime) ?? UNKNOWN_TYPE;
}

async function firstBytes(open: FileBytes['open']): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  let size = 0;
  for await (const piece of await open()) {
    pieces.push(piece);
    size += piece.length;
    if (size >= FIRST_BYTES) break; // ends the stream, too
  }
  return Buffer.concat(pieces).subarray(0, FIRST_BYTES);
}
