import type { IExecuteFunctions } from 'n8n-workflow';
import { isPageInsteadOf } from '../files/check-download';
import { fileName, mediaTypeOf, typeOfNames } from '../files/file-name';
import { readFileUrl } from '../files/file-url';
import { checkMedia } from '../files/media-limits';
import type { MediaType } from '../files/media-type';
import type { FileToSend } from '../sending/file-sender';
import { InputError } from '../input-error';
import { binaryKey, findBinary, readBinaryFile } from './binary-file';
import { readChoice } from './choices';
import type { ItemParameters } from './item-parameters';
import { asText } from '../given-text';
import { LinkReader, type LinkReaderParts } from './link-reader';
import { signedLink } from './signed-link';

/** The options that decide how a file is read. */
export interface FileOptions {
  binaryTransfer?: 'inline' | 'link';
  checkFile?: boolean;
  downloadFile?: boolean;
}

const SOURCES = ['url', 'binary', 'mediaId'] as const;
const MEDIA_TYPES = ['image', 'video', 'audio', 'document'] as const;
const TRANSFERS = ['inline', 'link'] as const;

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
export interface FileReaderParts extends LinkReaderParts {
  /** The provider's name. */
  provider: string;
  taking: FileTaking;
  context: IExecuteFunctions;
  parameters: ItemParameters;
}

/** Reads the file of each item from the node's parameters, when the item's turn has come. */
export class FileReader {
  private readonly links: LinkReader;
  private readonly seen = new Set<string>();
  private binaries: Map<string, number> | undefined;

  constructor(private readonly parts: FileReaderParts) {
    this.links = new LinkReader(parts);
  }

  /** @throws {InputError} when there is no file, or WhatsApp would not take it */
  async read(item: number, options: FileOptions): Promise<ReadFile> {
    const { parameters, provider, taking } = this.parts;
    const source = readChoice('field File', parameters.get('fileSource', item), SOURCES);
    const given = parameters.text('filename', 'file name', item);
    if (source === 'binary') return await this.readBinary(item, given, options);
    if (source === 'url') {
      const url = readFileUrl(parameters.get('fileUrl', item));
      taking.checkLink?.(url);
      return await this.readLink(url, given, options);
    }
    if (!taking.bytes)
      throw new InputError(
        'INVALID_FILE',
        `${provider} takes no media IDs: choose From URL or From Binary Data as the File`,
      );
    const mediaId = parameters.text('mediaId', 'media ID', item);
    if (!mediaId) throw new InputError('INVALID_FILE', 'The media ID is empty');
    const mediaType = readChoice(
      'field Media Type',
      parameters.get('mediaType', item),
      MEDIA_TYPES,
    );
    return { file: { source, mediaId, mediaType }, mediaType, filename: given || undefined };
  }

  /** Asks about a link whose item has its turn soon, so that it need not wait for the answer then. */
  expect(fileUrl: unknown, { checkFile, downloadFile }: FileOptions): void {
    if (checkFile === false || downloadFile || typeof fileUrl !== 'string') return;
    this.links.expect(fileUrl);
  }

  private async readLink(
    url: string,
    given: string,
    { checkFile, downloadFile }: FileOptions,
  ): Promise<ReadFile> {
    const { context, parameters, taking } = this.parts;
    const check = checkFile !== false;
    if (!downloadFile || !taking.bytes) {
      const linked = await this.links.ask(url, given, check);
      return { ...linked, file: { source: 'url', url } };
    }
    const { bytes, ...linked } = await this.links.download(url, given, check);
    const sameForAll = parameters.isConstant('fileUrl') && context.getInputData().length > 1;
    const shared = this.repeats(url, sameForAll);
    return { ...linked, file: { source: 'bytes', bytes, key: url, shared } };
  }

  private async readBinary(item: number, given: string, options: FileOptions): Promise<ReadFile> {
    const { context, hints, parameters } = this.parts;
    const field = parameters.get('binaryPropertyName', item);
    const binary = await readBinaryFile(context, item, field);
    const { name, mimeType, size, key } = binary;
    const filename = await fileName([given, name], mimeType);
    const mediaType = mediaTypeOf(mimeType);
    if (options.checkFile !== false) {
      const named = await typeOfNames(given, name);
      if (isPageInsteadOf(named, mimeType))
        throw new InputError(
          'INVALID_FILE',
          `The binary field "${asText(field) ?? ''}" holds a web page (HTML), probably a login, where the name says ${named}; look at what the node before has fetched`,
        );
      checkMedia(filename, mediaType, mimeType, size);
      if (size === 0)
        hints.say(`The file ${filename} is empty (0 bytes). It is sent all the same.`);
    }
    const transfer = readChoice(
      'option Binary Transfer',
      options.binaryTransfer || 'inline',
      TRANSFERS,
    );
    if (transfer === 'link' || !this.parts.taking.bytes) {
      const url = await signedLink(context, binary.data, this.parts.taking.bytes);
      this.parts.taking.checkLink?.(url, true);
      return { file: { source: 'url', url }, mediaType, filename };
    }
    const shared = this.repeats(key, (this.countBinaries().get(key) ?? 0) > 1);
    return { file: { source: 'bytes', bytes: binary, key, shared }, mediaType, filename };
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
