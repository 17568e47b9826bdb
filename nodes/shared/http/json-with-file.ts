import type { FileBytes, Pieces } from './file-bytes';
import { Base64Encoder, LONGEST_SLICE } from './base64-encoder';
import type { StreamedBody } from './exchange';

/**
 * A JSON object whose `body` is a file as a data URI: `{"body":"data:application/pdf;base64,…","phone":"…"}`.
 * @param fields the object's other fields
 */
export function jsonWithFile(fields: Record<string, unknown>, file: FileBytes): StreamedBody {
  const rest = JSON.stringify(fields).slice(1);
  const before = `{"body":"data:${file.mimeType};base64,`;
  const after = rest === '}' ? '"}' : `",${rest}`;
  return {
    size:
      file.size === undefined
        ? undefined
        : Buffer.byteLength(before) + Math.ceil(file.size / 3) * 4 + Buffer.byteLength(after),
    open: () => enclose(before, file, after),
  };
}

/** Opens the file when the first piece is gone: what is given up before that has opened nothing. */
async function* enclose(
  before: string,
  file: FileBytes,
  after: string,
): AsyncGenerator<string | Uint8Array> {
  yield before;
  yield* base64(await file.open());
  yield after;
}

/** Encodes piece by piece; what a piece has beyond a multiple of three bytes waits for the next. */
async function* base64(bytes: Pieces): AsyncGenerator<string | Uint8Array> {
  const encoder = new Base64Encoder();
  let left: Uint8Array = new Uint8Array(0);
  for await (const piece of bytes) {
    const from = left.length > 0 ? 3 - left.length : 0;
    if (from > 0) {
      left = Buffer.concat([left, piece.subarray(0, from)]);
      if (left.length < 3) continue;
      yield encoder.encode(left, 0, 3);
    }
    const end = piece.length - ((piece.length - from) % 3);
    for (let at = from; at < end; at += LONGEST_SLICE)
      yield encoder.encode(piece, at, Math.min(at + LONGEST_SLICE, end));
    left = Uint8Array.from(piece.subarray(end));
  }
  if (left.length > 0) yield Buffer.from(left).toString('base64');
}
