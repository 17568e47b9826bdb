import type { FileBytes, Pieces } from '../files/file-bytes';
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
    open: async () => enclose(before, base64(await file.open()), after),
  };
}

async function* enclose(
  before: string,
  content: AsyncIterable<string>,
  after: string,
): AsyncGenerator<string> {
  yield before;
  yield* content;
  yield after;
}

/**
 * Encodes piece by piece; what a piece has beyond a multiple of three bytes waits for the next. It gives
 * texts and puts no pieces together: each buffer made on the way would be garbage that V8 lets grow by
 * tens of megabytes before it collects it.
 */
async function* base64(bytes: Pieces): AsyncGenerator<string> {
  let left: Buffer = Buffer.alloc(0);
  for await (const piece of bytes) {
    const buffer = Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength);
    const from = left.length > 0 ? 3 - left.length : 0;
    if (from > 0) {
      left = Buffer.concat([left, buffer.subarray(0, from)]);
      if (left.length < 3) continue;
      yield left.toString('base64');
    }
    const end = buffer.length - ((buffer.length - from) % 3);
    if (end > from) yield buffer.toString('base64', from, end);
    left = Buffer.from(buffer.subarray(end));
  }
  if (left.length > 0) yield left.toString('base64');
}
