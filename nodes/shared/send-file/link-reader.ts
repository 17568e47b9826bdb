import type { Downloads } from '../files/download';
import type { FileBytes } from '../http/file-bytes';
import { fileNameInUrl, nameShownOf, readFileUrl } from '../files/file-url';
import type { IdentifiedFile } from '../files/identify-file';
import { identifyFile, tellContradiction, unknownFile } from '../files/identify-file';
import type { MediaTable, MediaType } from '../whatsapp/media';
import { checkMedia } from '../whatsapp/media';
import { maskUrl } from '../values/mask-url';
import { UNKNOWN_TYPE } from '../files/mime-type';
import type { ProbedFile, UrlProbe } from '../files/url-probe';
import { InputError } from '../values/input-error';
import { asError } from '../values/thrown';
import type { ExecutionHints } from '../n8n/execution-hints';

/** What is known of a file that a link leads to. */
export interface LinkedFile {
  mediaType: MediaType;
  /** Undefined where the provider takes no names and the link has none to show. */
  filename: string | undefined;
}

/** In which ways a provider takes files. */
export interface FileTaking {
  /** Files as they are, media IDs and file names, besides links. */
  bytes: boolean;
  media: MediaTable;
  /**
   * @param url http or https
   * @param ofThisN8n whether it leads to n8n's own storage
   * @throws {InputError} for a link that the provider does not take
   */
  checkLink?(url: string, ofThisN8n?: boolean): void;
}

/** What the reader works with. */
export interface LinkReaderParts {
  /** The provider's name. */
  provider: string;
  taking: FileTaking;
  downloads: Downloads;
  probe: UrlProbe;
  hints: ExecutionHints;
}

/** Reads files by their links: asks about them, or downloads them. */
export class LinkReader {
  constructor(private readonly parts: LinkReaderParts) {}

  /** Asks about a link whose item has its turn soon. */
  expect(fileUrl: string): void {
    try {
      void this.parts.probe.ask(readFileUrl(fileUrl));
    } catch {
      // No link, or no link yet: reading the item says so.
    }
  }

  /**
   * @param given the name that was given; may be empty
   * @param check whether WhatsApp has to take the file
   * @throws {InputError} when it does not
   */
  async ask(url: string, given: string, check: boolean): Promise<LinkedFile> {
    const names = { given, found: fileNameInUrl(url) };
    let file = await identifyFile({ ...names, stated: undefined });
    let probed: ProbedFile = {};
    // Without a check the server is asked only when nothing else tells what the file is.
    if (check || !file.mimeType) {
      probed = await this.parts.probe.ask(url);
      file = await identify(names, probed);
    }
    if (check && file.contradiction && !probed.content) {
      probed = await this.parts.probe.look(url, probed);
      file = await identify(names, probed);
    }
    if (probed.missing) this.refuse(missing(url, probed.missing), check);
    const { silent } = probed;
    if (check && silent !== undefined) this.parts.hints.say(uncheckedHint(url, silent));
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
    const { provider, taking } = this.parts;
    const { url, check, size, silent } = link;
    const { filename, mediaType, contradiction } = file;
    // What is vague was looked into where that was possible.
    if (contradiction && !contradiction.isVague)
      this.refuse(tellContradiction(`${placeOf(url)} leads to`, contradiction), check);
    if (!file.hasExtension && (taking.bytes || (check && !silent)))
      throw unknownFile(filename, taking.bytes ? undefined : 'give a link that ends in its name');
    if (check) checkMedia({ name: provider, media: taking.media }, { ...file, size });
    return { mediaType, filename: taking.bytes ? filename : nameShownOf(url) };
  }

  private refuse(text: string, check: boolean): void {
    refuseFile(text, check, this.parts.hints);
  }
}

/**
 * Refuses a file, or only warns of it.
 * @param text what is wrong with it and what to do, without a full stop
 * @param check whether WhatsApp has to take the file
 * @throws {InputError} when it is checked
 */
export function refuseFile(text: string, check: boolean, hints: ExecutionHints): void {
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

/** What is behind the path of a link may be a key to the file. */
function placeOf(url: string): string {
  const { origin, pathname } = new URL(url);
  return maskUrl(origin + pathname);
}
