import type { IExecuteFunctions } from 'n8n-workflow';
import type { FileContent } from '../files/file-content';
import { readFileUrl, fileNameInUrl, nameShownOf, placeOf } from '../files/file-url';
import type { IdentifiedFile } from '../files/identify-file';
import { identifyFile, tellContradiction, unknownFile } from '../files/identify-file';
import type { MediaType, MediaTable } from '../whatsapp/media';
import { checkMedia } from '../whatsapp/media';
import type { FileToSend } from '../provider/file-sender';
import { InputError } from '../values/input-error';
import { lruSet } from '../async/lru';
import type { BinaryFile } from './binary-file';
import { binaryKey, findBinary, readBinaryFile } from './binary-file';
import { checkFile } from '../description/send-file';
import type { ChoiceOption, SwitchOption } from '../parameters/read-option';
import { readChoice } from '../parameters/read-option';
import type { ItemParameters } from '../parameters/item-parameters';
import { asText } from '../values/text';
import { UNKNOWN_TYPE } from '../files/mime-type';
import { signedLink } from './signed-link';
import type { Downloads } from '../files/download';
import type { FileBytes } from '../http/file-bytes';
import type { ProbedFile, UrlProbe } from '../files/url-probe';
import { asError } from '../values/thrown';
import type { ExecutionHints } from '../n8n/execution-hints';

export const SOURCES = ['url', 'binary', 'mediaId'] as const;
const MEDIA_TYPES = ['image', 'video', 'audio', 'document'] as const;

/** Binaries whose first bytes were looked at; memory must not grow with their number. */
const MOST_REMEMBERED = 100;

/** A file that is ready to be sent. */
export interface ReadFile {
  file: FileToSend;
  mediaType: MediaType;
  /** Undefined for a media ID without a name, and where nobody knows under which one it will be shown. */
  filename: string | undefined;
}

/** What the reader works with. */
interface FileReaderParts {
  context: IExecuteFunctions;
  parameters: ItemParameters;
  /** The provider's name. */
  provider: string;
  taking: FileTaking;
  downloads: Downloads;
  probe: UrlProbe;
  hints: ExecutionHints;
}

/** Reads the file of each item from the node's parameters, when the item's turn has come. */
export class FileReader {
  private readonly links: LinkReader;
  private readonly seen = new Set<string>();
  private readonly contents = new Map<string, Promise<FileContent | undefined>>();
  private binaries: Map<string, number> | undefined;
  /** Whether it is known of all items that their links are to be asked about. */
  private readonly asksAlways: boolean;

  constructor(private readonly parts: FileReaderParts) {
    this.links = new LinkReader(parts);
    const { bytes } = parts.taking;
    this.asksAlways =
      this.isAlways(checkFile, true) && (!bytes || this.isAlways(bytes.download, false));
  }

  /** @throws {InputError} when there is no file, or WhatsApp would not take it */
  async read(item: number): Promise<ReadFile> {
    const { parameters, provider, taking } = this.parts;
    const check = parameters.read(checkFile, item);
    const download = taking.bytes && parameters.read(taking.bytes.download, item);
    const source = readChoice('field File', parameters.get('fileSource', item), SOURCES);
    const given = taking.bytes ? parameters.text('filename', 'file name', item) : '';
    if (source === 'binary') return await this.readBinary(item, given, check);
    if (source === 'url') {
      const url = readFileUrl(parameters.get('fileUrl', item));
      taking.checkLink?.(url);
      if (download) return await this.download(url, given, check);
      return { ...(await this.links.ask(url, given, check)), file: { source, url } };
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
  expect(fileUrl: unknown): void {
    if (!this.asksAlways || typeof fileUrl !== 'string') return;
    try {
      void this.parts.probe.ask(readFileUrl(fileUrl));
    } catch {
      // No link, or no link yet: reading the item says so.
    }
  }

  private isAlways(option: SwitchOption, value: boolean): boolean {
    const { parameters } = this.parts;
    const isConstant = parameters.isConstant(`options.${option.name}`);
    return isConstant && (parameters.option(option, 0) ?? option.default) === value;
  }

  private async download(url: string, given: string, check: boolean): Promise<ReadFile> {
    const { context, parameters } = this.parts;
    const { bytes, ...linked } = await this.links.download(url, given, check);
    const sameForAll = parameters.isConstant('fileUrl') && context.getInputData().length > 1;
    const shared = this.repeats(url, sameForAll);
    return { ...linked, file: { source: 'bytes', bytes, key: url, shared } };
  }

  private async readBinary(item: number, given: string, check: boolean): Promise<ReadFile> {
    const { context, parameters, taking } = this.parts;
    const field = parameters.get('binaryPropertyName', item);
    const binary = await readBinaryFile(context, item, field);
    const { size, key } = binary;
    const file = await this.identifyBinary(binary, given, asText(field) ?? '', check);
    const { mediaType, filename, mimeType = UNKNOWN_TYPE } = file;
    if (check) checkMedia({ name: this.parts.provider, media: taking.media }, { ...file, size });
    if (this.goesAsLink(item)) {
      const url = await signedLink(context, binary.data, { filename, inline: !!taking.bytes });
      taking.checkLink?.(url, true);
      const link = { file: { source: 'url', url }, mediaType } as const;
      if (taking.bytes) return { ...link, filename };
      this.parts.hints.say(
        `${this.parts.provider} takes no file names, and the path of a link to n8n has none either: the customer may see "signed" in their place. If that matters, put the files where their links end in their names, and send them From URL.`,
      );
      return { ...link, filename: undefined };
    }
    const bytes = { ...binary, mimeType };
    const shared = this.repeats(key, (this.countBinaries().get(key) ?? 0) > 1);
    return { file: { source: 'bytes', bytes, key, shared }, mediaType, filename };
  }

  private goesAsLink(item: number): boolean {
    const { parameters, taking } = this.parts;
    if (!taking.bytes) return true;
    const { transfer } = taking.bytes;
    return transfer !== undefined && parameters.read(transfer, item) === 'link';
  }

  private async identifyBinary(
    binary: BinaryFile,
    given: string,
    field: string,
    check: boolean,
  ): Promise<IdentifiedFile> {
    const { key, name, stated } = binary;
    const content = this.contents.get(key) ?? binary.content();
    lruSet(this.contents, MOST_REMEMBERED, key, content);
    const file = await identifyFile({ given, found: name, stated, content: await content });
    const { contradiction, filename, hasExtension } = file;
    const { hints, taking } = this.parts;
    if (contradiction) {
      const subject = `The binary field "${field}" holds`;
      const aboutPage = 'look at what the node before has fetched';
      refuseFile(tellContradiction(subject, contradiction, aboutPage), check, hints);
    }
    if (!hasExtension && (taking.bytes || check)) throw unknownFile(filename);
    return file;
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

/** What is known of a file that a link leads to: no name where the provider takes none and the link has none to show. */
type LinkedFile = Omit<ReadFile, 'file'>;

/** In which ways a provider takes files. */
export interface FileTaking {
  /** Of those that take files as they are, media IDs and file names, besides links: their options for how a file goes. */
  bytes?: {
    /** Whether a link's file is fetched and handed over. */
    download: SwitchOption;
    /** Not set: it always goes as it is. */
    transfer?: ChoiceOption<'inline' | 'link'>;
  };
  media: MediaTable;
  /**
   * @param url http or https
   * @param ofThisN8n whether it leads to n8n's own storage
   * @throws {InputError} for a link that the provider does not take
   */
  checkLink?(url: string, ofThisN8n?: boolean): void;
}

/** Reads files by their links: asks about them, or downloads them. */
class LinkReader {
  constructor(private readonly parts: FileReaderParts) {}

  /**
   * @param given the name that was given; may be empty
   * @param check whether WhatsApp has to take the file
   * @throws {InputError} when it does not
   */
  async ask(url: string, given: string, check: boolean): Promise<LinkedFile> {
    const { probe, hints } = this.parts;
    const names = { given, found: fileNameInUrl(url) };
    let probed: ProbedFile = {};
    let file = check ? undefined : await identify(names, probed);
    // Without a check the server is asked only when nothing else tells what the file is.
    if (!file?.mimeType) {
      probed = await probe.ask(url);
      file = await identify(names, probed);
    }
    if (check && file.contradiction && !probed.content) {
      probed = await probe.look(url, probed);
      file = await identify(names, probed);
    }
    if (probed.missing) refuseFile(missing(url, probed.missing), check, hints);
    const { silent } = probed;
    if (check && silent !== undefined) hints.say(uncheckedHint(url, silent));
    return this.admit(file, { url, check, size: probed.size, silent: silent !== undefined });
  }

  /** As {@link ask}, and begins to fetch the file. */
  async download(
    url: string,
    given: string,
    check: boolean,
  ): Promise<LinkedFile & { bytes: FileBytes }> {
    const { bytes, file: downloaded } = await this.parts.downloads.start(url);
    try {
      const file = await identify({ given, found: fileNameInUrl(url) }, downloaded);
      const { mimeType = UNKNOWN_TYPE } = file;
      const linked = this.admit(file, { url, check, size: bytes.size, silent: false });
      return { ...linked, bytes: { ...bytes, mimeType } };
    } catch (error) {
      bytes.close?.();
      throw asError(error);
    }
  }

  /** @param link `silent`: whether its server could not be asked */
  private admit(
    file: IdentifiedFile,
    link: { url: string; check: boolean; size: number | undefined; silent: boolean },
  ): LinkedFile {
    const { provider, taking, hints } = this.parts;
    const { url, check, size, silent } = link;
    const { filename, mediaType, contradiction } = file;
    // What is vague was looked into where that was possible.
    if (contradiction && !contradiction.isVague)
      refuseFile(tellContradiction(`${placeOf(url)} leads to`, contradiction), check, hints);
    if (!file.hasExtension && (taking.bytes || (check && !silent)))
      throw unknownFile(filename, taking.bytes ? undefined : 'give a link that ends in its name');
    if (check) checkMedia({ name: provider, media: taking.media }, { ...file, size });
    return { mediaType, filename: taking.bytes ? filename : nameShownOf(url) };
  }
}

/**
 * Refuses a file, or only warns of it.
 * @param text what is wrong with it and what to do, without a full stop
 * @param check whether WhatsApp has to take the file
 * @throws {InputError} when it is checked
 */
function refuseFile(text: string, check: boolean, hints: ExecutionHints): void {
  if (check) throw new InputError('INVALID_FILE', text);
  hints.say(`${text}. It was sent all the same, since Check File is off.`);
}

async function identify(
  names: { given: string; found: string },
  { mimeType: stated, name: served, content }: ProbedFile,
): Promise<IdentifiedFile> {
  return await identifyFile({ ...names, served, stated, content });
}

function missing(url: string, status: number): string {
  return `${placeOf(url)} answers that there is no such file (HTTP ${status}); open it in a private window of your browser`;
}

/** One for all links to a server that says the same of them. */
function uncheckedHint(url: string, silent: string): string {
  return `Files of ${new URL(url).origin} could not be checked: ${silent}. The links were passed on all the same; check that they open the file without logging in.`;
}
