import type { FileBytes, Pieces } from '../files/file-bytes';
import type { StreamedBody } from './exchange';

/**
 * A JSON object whose `body` is a file as a data URI: `{"body":"data:application/pdf;base64,…","phone":"…"}`.
 * @param fields the object's other fields
 */
export function jsonWithFile(fields: Record<string, unknown>, file: FileBytes): StreamedBody {
  const rest = JSON.stringify(fields).slice(1);
  const before = Buffer.from(`{"body":"data:${file.mimeType};base64,`);
  const after = Buffer.from(rest === '}' ? '"}' : `",${rest}`);
  return {
    size:
      file.size === undefined
        ? undefined
        : before.length + Math.ceil(file.size / 3) * 4 + after.length,
    open: async () => enclose(before, base64(await file.open()), after),
  };
}

async function* enclose(
  before: Uint8Array,
  content: AsyncIterable<Uint8Array>,
  after: Uint8Array,
): AsyncGenerator<Uint8Array> {
  yield before;
  yield* content;
  yield after;
}

/** Encodes piece by piece; what a piece has beyond a multiple of three bytes waits for the next. */
async function* base64(bytes: Pieces): AsyncGenerator<Uint8Array> {
  let left: Buffer = Buffer.alloc(0);
  for await (const piece of bytes) {
    const buffer = Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength);
    const whole = left.length > 0 ? Buffer.concat([left, buffer]) : buffer;
    const end = whole.length - (whole.length % 3);
    left = Buffer.from(whole.subarray(end));
    if (end > 0) yield Buffer.from(whole.toString('base64', 0, end), 'latin1');
  }
  if (left.length > 0) yield Buffer.from(left.toString('base64'), 'latin1');
}
