import type { FileBytes } from './file-bytes';
import { mimeTypeOfName } from './file-name';

/** As many as the library looks at for the formats that WhatsApp shows. */
const FIRST_BYTES = 4100;
const SAYS_NOTHING = new Set(['', 'application/octet-stream', 'binary/octet-stream']);

/**
 * Finds a file's MIME type: what is said of it, else what its name stands for, else what its first bytes show.
 * @param stated may be empty, or the type that says nothing
 */
export async function findMimeType(
  stated: string,
  name: string | undefined,
  open: FileBytes['open'],
): Promise<string> {
  if (!SAYS_NOTHING.has(stated)) return stated;
  const named = name && (await mimeTypeOfName(name));
  if (named) return named;
  const { fileTypeFromBuffer } = await import('../libraries/file-type');
  const found = await fileTypeFromBuffer(await firstBytes(open));
  return found?.mime ?? 'application/octet-stream';
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
