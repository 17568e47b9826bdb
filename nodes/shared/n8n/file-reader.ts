import type { IExecuteFunctions } from 'n8n-workflow';
import type { Downloads } from '../files/download';
import { fileName, mediaTypeOf, mimeTypeOfName } from '../files/file-name';
import { fileNameInUrl, readFileUrl } from '../files/file-url';
import { checkMedia } from '../files/media-limits';
import { UNKNOWN_TYPE } from '../files/mime-type';
import type { UrlProbe } from '../files/url-probe';
import { binaryKey, findBinary, readBinaryFile } from './binary-file';
import { signedLink } from './signed-link';
import type { ExecutionHints } from './execution-hints';
import type { ItemParameters } from './item-parameters';
import type { FileToSend, MediaType } from '../sending/file-sender';
import { InputError } from '../sending/input-error';

/** The options that decide how a file is read. */
export interface FileOptions {
  binaryTransfer?: 'inline' | 'link';
  checkFile?: boolean;
  downloadFile?: boolean;
}

/** A file that is ready to be sent. */
export interface ReadFile {
  file: FileToSend;
  mediaType: MediaType;
  /** Undefined only for a media ID without a name. */
  filename: string | undefined;
}

/** In which ways a provider takes files. */
export interface FileTaking {
  /** Files as they are and media IDs, besides links. */
  bytes: boolean;
  /**
   * @param url http or https
   * @param ofThisN8n whether it leads to n8n's own storage
   * @throws {InputError} for a link that the provider does not take
   */
  checkLink?(url: string, ofThisN8n?: boolean): void;
}

/** What the reader works with. */
export interface FileReaderParts {
  /** The provider's name. */
  provider: string;
  taking: FileTaking;
  context: IExecuteFunctions;
  parameters: ItemParameters;
  downloads: Downloads;
  probe: UrlProbe;
  hints: ExecutionHints;
}

/** Reads the file of each item from the node's parameters, when the item's turn has come. */
export class FileReader {
  private readonly seen = new Set<string>();
  private binaries: Map<string, number> | undefined;

  constructor(private readonly parts: FileReaderParts) {}

  /** @throws {InputError} when there is no file, or WhatsApp would not take it */
  async read(item: number, options: FileOptions): Promise<ReadFile> {
    const { parameters, provider, taking } = this.parts;
    const source = parameters.get<'url' | 'binary' | 'mediaId'>('fileSource', item);
    const given = parameters.text('filename', item);
    if (source === 'binary') return await this.readBinary(item, given, options);
    if (source === 'url') {
      const url = readFileUrl(parameters.get('fileUrl', item));
      taking.checkLink?.(url);
      return options.downloadFile && taking.bytes
        ? await this.download(url, given, options)
        : await this.readUrl(url, given, options);
    }
    if (!taking.bytes)
      throw new InputError(
        'INVALID_FILE',
        `${provider} takes no media IDs: choose From URL or From Binary Data as the File`,
      );
    const mediaId = parameters.text('mediaId', item);
    if (!mediaId) throw new InputError('INVALID_FILE', 'The media ID is empty');
    const mediaType = parameters.get<MediaType>('mediaType', item);
    return { file: { source, mediaId, mediaType }, mediaType, filename: given || undefined };
  }

  /** Asks about a link whose item has its turn soon, so that it need not wait for the answer then. */
  expect(fileUrl: unknown, { checkFile, downloadFile }: FileOptions): void {
    if (checkFile === false || downloadFile || typeof fileUrl !== 'string') return;
    try {
      void this.parts.probe.ask(readFileUrl(fileUrl));
    } catch {
      // No link, or no link yet: reading the item says so.
    }
  }

  private async readUrl(url: string, given: string, { checkFile }: FileOptions): Promise<ReadFile> {
    const path = fileNameInUrl(url);
    const named = await mimeTypeOfName(given || path);
    // Without a check the server is asked only when nothing else tells what the file is.
    const found = checkFile !== false || !named ? await this.parts.probe.ask(url) : undefined;
    const isPage = found?.mimeType === 'text/html' && named !== undefined && named !== 'text/html';
    if (isPage)
      this.parts.hints.say(
        `${placeOf(url)} answers with a web page (HTML) where the name says ${named}. The file was sent all the same; check that the link opens the file without logging in.`,
      );
    const stated = isPage ? undefined : found?.mimeType;
    const filename = await nameOf([given, path, found?.name], stated);
    const mimeType = (await mimeTypeOfName(filename)) ?? stated;
    const mediaType = mediaTypeOf(mimeType);
    if (checkFile !== false)
      checkMedia(filename, mediaType, mimeType, isPage ? undefined : found?.size);
    return { file: { source: 'url', url }, mediaType, filename };
  }

  private async readBinary(item: number, given: string, options: FileOptions): Promise<ReadFile> {
    const { context, parameters } = this.parts;
    const field = parameters.get('binaryPropertyName', item);
    const binary = await readBinaryFile(context, item, field);
    const { name, mimeType, size, key } = binary;
    const filename = await nameOf([given, name], mimeType);
    const mediaType = mediaTypeOf(mimeType);
    if (options.checkFile !== false) checkMedia(filename, mediaType, mimeType, size);
    if (options.binaryTransfer === 'link' || !this.parts.taking.bytes) {
      const url = signedLink(context, binary.data, this.parts.taking.bytes);
      this.parts.taking.checkLink?.(url, true);
      return { file: { source: 'url', url }, mediaType, filename };
    }
    const shared = this.repeats(key, (this.countBinaries().get(key) ?? 0) > 1);
    return { file: { source: 'bytes', bytes: binary, key, shared }, mediaType, filename };
  }

  private async download(
    url: string,
    given: string,
    { checkFile }: FileOptions,
  ): Promise<ReadFile> {
    const { context, parameters, downloads } = this.parts;
    const bytes = await downloads.start(url);
    try {
      const filename = await nameOf([given, fileNameInUrl(url), bytes.name], bytes.mimeType);
      const mimeType =
        bytes.mimeType === UNKNOWN_TYPE
          ? ((await mimeTypeOfName(filename)) ?? bytes.mimeType)
          : bytes.mimeType;
      const mediaType = mediaTypeOf(mimeType);
      if (checkFile !== false) checkMedia(filename, mediaType, mimeType, bytes.size);
      const sameForAll = parameters.isConstant('fileUrl') && context.getInputData().length > 1;
      const shared = this.repeats(url, sameForAll);
      const file = { source: 'bytes', bytes: { ...bytes, mimeType }, key: url, shared } as const;
      return { file, mediaType, filename };
    } catch (error) {
      bytes.close?.();
      throw rethrown(error);
    }
  }

  /** Whether other items send the same file: it is known to come again, or has come before. */
  private repeats(key: string, known: boolean): boolean {
    const before = this.seen.has(key);
    this.seen.add(key);
    return known || before;
  }

  /** How often each binary comes in the run, counted once, and only where its field is the same for all items. */
  private countBinaries(): Map<string, number> {
    if (this.binaries) return this.binaries;
    this.binaries = new Map();
    const { context, parameters } = this.parts;
    if (!parameters.isConstant('binaryPropertyName')) return this.binaries;
    const field = parameters.get('binaryPropertyName', 0);
    for (const item of context.getInputData().keys()) {
      const data = findBinary(context, item, field);
      if (!data) continue;
      const key = binaryKey(data);
      this.binaries.set(key, (this.binaries.get(key) ?? 0) + 1);
    }
    return this.binaries;
  }
}

/**
 * @param candidates the name that was given, and those that the file itself has; of the latter one with an
 * extension comes first
 */
async function nameOf(
  [given = '', ...own]: Array<string | undefined>,
  mimeType: string | undefined,
): Promise<string> {
  const names = own.filter((name) => name !== undefined);
  const whole = names.filter((name) => /\.[a-z0-9]{1,8}$/i.test(name));
  return await fileName([given, ...whole, ...names], mimeType);
}

/** What is behind the path of a link may be a key to the file. */
function placeOf(url: string): string {
  const { origin, pathname } = new URL(url);
  return origin + pathname;
}

function rethrown(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
