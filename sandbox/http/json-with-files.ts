import type { FileStore } from '../world/file-store';
import type { KeptFile } from '../world/types';
import { Base64Intake } from './base64-intake';

/** A parsed JSON body. A file in a field `body`, `data:<mime>;base64,…`, became `data:<mime>;base64,#<index>`. */
export interface JsonWithFiles {
  json: unknown;
  files: KeptFile[];
}

/** The body is not JSON. */
export class NotJson extends Error {}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const DATA = 'data:';
const BASE64 = ';base64,';
const LONGEST_BEGINNING = 200;
/** The field that holds files; a caption that looks like a data URI stays a caption. */
const FILE_FIELD = 'body';

/**
 * Reads a JSON body whose field `body` may be a data URI of 150 MB: it is decoded, counted and hashed
 * while it streams by and is never held whole.
 */
export async function readJsonWithFiles(
  stream: AsyncIterable<Buffer>,
  store: FileStore,
): Promise<JsonWithFiles> {
  const reader = new Reader(store);
  for await (const chunk of stream) reader.read(chunk);
  return reader.finish();
}

class Reader {
  readonly #kept: Buffer[] = [];
  readonly #files: KeptFile[] = [];
  #inText = false;
  #escaped = false;
  /** The current text's beginning, as far as it takes to know a name or a data URI. */
  #beginning = '';
  /** The text before the current one: where that is a value, this is its name. */
  #name = '';
  #file: Base64Intake | null = null;

  constructor(private readonly store: FileStore) {}

  read(chunk: Buffer): void {
    let at = 0;
    while (at < chunk.length) {
      if (this.#file) at = this.#readFile(this.#file, chunk, at);
      else if (this.#inText) at = this.#readText(chunk, at);
      else at = this.#readUpToText(chunk, at);
    }
  }

  finish(): JsonWithFiles {
    try {
      return { json: JSON.parse(Buffer.concat(this.#kept).toString('utf8')), files: this.#files };
    } catch (error) {
      throw new NotJson(error instanceof Error ? error.message : 'The body is not JSON');
    }
  }

  #readUpToText(chunk: Buffer, from: number): number {
    const quote = chunk.indexOf(QUOTE, from);
    const end = quote < 0 ? chunk.length : quote + 1;
    this.#kept.push(chunk.subarray(from, end));
    if (quote >= 0) {
      this.#inText = true;
      this.#name = this.#beginning;
      this.#beginning = '';
    }
    return end;
  }

  #readText(chunk: Buffer, from: number): number {
    let at = from;
    for (; at < chunk.length && this.#inText && !this.#file; at++) {
      const byte = chunk[at] ?? 0;
      if (this.#escaped) this.#escaped = false;
      else if (byte === BACKSLASH) this.#escaped = true;
      else if (byte === QUOTE) this.#inText = false;
      const isContent = this.#inText && byte !== BACKSLASH;
      if (isContent && this.#beginning.length < LONGEST_BEGINNING) this.#lookForFile(byte);
    }
    this.#kept.push(chunk.subarray(from, at));
    return at;
  }

  /** `application/pdf` may be written `application\/pdf`, so the backslash does not come here. */
  #lookForFile(byte: number): void {
    this.#beginning += String.fromCharCode(byte);
    if (this.#name !== FILE_FIELD || !this.#beginning.endsWith(BASE64)) return;
    if (!this.#beginning.startsWith(DATA)) return;
    const mime = this.#beginning.slice(DATA.length, -BASE64.length).split(';')[0];
    this.#file = new Base64Intake(this.store.intake(mime || 'text/plain'));
  }

  #readFile(file: Base64Intake, chunk: Buffer, from: number): number {
    const quote = chunk.indexOf(QUOTE, from);
    file.write(chunk.subarray(from, quote < 0 ? chunk.length : quote));
    if (quote < 0) return chunk.length;
    this.#kept.push(Buffer.from(`#${this.#files.length}`));
    this.#files.push(file.finish());
    this.#file = null;
    return quote; // read again, as the end of the text
  }
}
