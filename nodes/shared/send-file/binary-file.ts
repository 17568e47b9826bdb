import type { IBinaryData, IBinaryKeyData, IExecuteFunctions } from 'n8n-workflow';
import type { FileBytes, Pieces } from '../http/file-bytes';
import type { FileContent } from '../files/file-content';
import { firstBytes, readContent } from '../files/file-content';
import { readMimeType, UNKNOWN_TYPE } from '../files/mime-type';
import { LONGEST_SLICE } from '../http/base64-encoder';
import { InputError } from '../values/input-error';
import { asText, tellText } from '../values/text';

/** A file in an item's binary data, wherever n8n keeps it. */
export interface BinaryFile extends FileBytes {
  size: number;
  /** The same for the same file in other items of the run. */
  key: string;
  /** As n8n holds it. */
  data: IBinaryData;
  /** What n8n says that it is; undefined where it says nothing. */
  stated: string | undefined;
  /** Looks at its first bytes; undefined where n8n cannot read them, which sending it then says. */
  content(): Promise<FileContent | undefined>;
}

/** Read from n8n's storage at a time: each piece waits for a thread, and is memory that V8 has to collect. */
const READ_BYTES = 4 * LONGEST_SLICE;

/**
 * @param field what Input Binary Field gives for the item
 * @throws {InputError} that names the fields there are
 */
export async function readBinaryFile(
  context: IExecuteFunctions,
  item: number,
  field: unknown,
): Promise<BinaryFile> {
  const data = findBinary(context, item, field);
  if (!data) {
    const names = Object.keys(filesOf(context, item));
    const missing = `The item has no binary field "${tellText(asText(field) ?? '')}"`;
    throw new InputError(
      'INVALID_FILE',
      names.length > 0
        ? `${missing}; it has ${names.map((name) => `"${name}"`).join(', ')}`
        : `${missing}, and no other file: the node before has to pass the file on`,
    );
  }
  const name = data.fileName || (data.fileExtension && `file.${data.fileExtension}`) || undefined;
  const stated = readMimeType(data.mimeType);
  return {
    data,
    name,
    stated,
    mimeType: stated ?? UNKNOWN_TYPE,
    open: async () => releaseEach(await openBinary(context, data)),
    key: binaryKey(data),
    size: await sizeOf(context, data),
    content: async () =>
      await openBinary(context, data)
        .then(async (pieces) => await readContent(await firstBytes(pieces)))
        .catch(() => undefined),
  };
}

/**
 * @param field a field's name, or the file itself: an expression may take it from another node. In a
 * workflow with n8n's Execution Logic v2, which keeps files in the items' JSON, a path in that, too.
 */
export function findBinary(
  context: IExecuteFunctions,
  item: number,
  field: unknown,
): IBinaryData | undefined {
  const name = asText(field) ?? '';
  try {
    return context.helpers.assertBinaryData(item, name || (field as IBinaryData));
  } catch {
    return filesOf(context, item)[name]; // by its name alone in Execution Logic v2, too
  }
}

/** An item's files by their names. */
function filesOf(context: IExecuteFunctions, item: number): IBinaryKeyData {
  const { binary, json } = context.getInputData()[item] ?? {};
  // In other workflows a `_files` may be anybody's data, and is no file.
  const isCombined = context.getWorkflowSettings().binaryMode === 'combined';
  return { ...(isCombined && (json?._files as IBinaryKeyData | undefined)), ...binary };
}

/** @returns what tells one binary of a run from another */
export function binaryKey(data: IBinaryData): string {
  // Kept on disk, in the database or in S3 `data` is only a marker of where (n8n-facts.md#binaries).
  return data.id ?? data.data;
}

async function sizeOf(context: IExecuteFunctions, data: IBinaryData): Promise<number> {
  const { id, bytes } = data as IBinaryData & { bytes?: number };
  if (!id) return base64Size(data.data);
  // n8n 2 notes it here, too, and its storage is a disk, a database or S3 that has to be asked.
  if (bytes && bytes > 0 && Number.isSafeInteger(bytes)) return bytes;
  // n8n 1 gives NaN for an empty file in S3.
  return (await context.helpers.getBinaryMetadata(id)).fileSize || 0;
}

async function openBinary(context: IExecuteFunctions, data: IBinaryData): Promise<Pieces> {
  return data.id
    ? await context.helpers.getBinaryStream(data.id, READ_BYTES)
    : decodeBase64(data.data);
}

/**
 * Gives the memory of each piece back when the next one is asked for, so whoever reads has to be done with
 * it by then. Left to V8, all pieces of 64 MB stay until it collects them. A piece that shares its memory
 * with others is left alone, as is every one on Node.js 20, which has no `transfer`.
 */
async function* releaseEach(pieces: Pieces): AsyncGenerator<Uint8Array> {
  for await (const piece of pieces) {
    yield piece;
    const memory = piece.buffer as ArrayBuffer & { transfer?(size: number): ArrayBuffer };
    if (piece.byteLength === memory.byteLength) memory.transfer?.(0);
  }
}

/** Characters decoded at a time; a multiple of four. */
const SLICE = 64 * 1024;

/** Stand between the characters that mean something: in a mail there is a line break after every 76. */
const FILLING = ['\n', '\r', ' ', '\t', '='];

/*
 * A file in memory is one long text. Nothing here copies it whole, and there is no regular expression: one
 * remembers the last text it was used on, and a slice of a text keeps all of it.
 */

/** @returns how many bytes {@link decodeBase64} gives */
export function base64Size(text: string): number {
  let characters = text.length - beginningOf(text);
  for (const each of FILLING) characters -= countOf(each, text);
  return Math.floor((characters * 3) / 4);
}

/**
 * Decodes piece by piece, with or without line breaks and padding, in both alphabets.
 * @param text may have a data URI's beginning (`data:application/pdf;base64,`)
 */
export function* decodeBase64(text: string): Generator<Uint8Array> {
  let left = ''; // of a group of four that the slice cuts
  for (let from = beginningOf(text); from < text.length; from += SLICE) {
    const characters = left + withoutFilling(text.slice(from, from + SLICE));
    const end = characters.length - (characters.length % 4);
    if (end > 0) yield Buffer.from(characters.slice(0, end), 'base64');
    left = characters.slice(end);
  }
  if (left) yield Buffer.from(left, 'base64');
}

function beginningOf(text: string): number {
  if (!text.startsWith('data:')) return 0;
  const comma = text.indexOf(',');
  return text.slice(0, Math.max(comma, 0)).endsWith(';base64') ? comma + 1 : 0;
}

function countOf(character: string, text: string): number {
  let count = 0;
  let at = text.indexOf(character, beginningOf(text));
  for (; at >= 0; at = text.indexOf(character, at + 1)) count++;
  return count;
}

function withoutFilling(slice: string): string {
  let rest = slice;
  for (const each of FILLING) rest = rest.replaceAll(each, '');
  return rest;
}
