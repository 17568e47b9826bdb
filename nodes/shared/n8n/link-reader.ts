import { isPageInsteadOf, pageInsteadOf } from '../files/check-download';
import type { Downloads } from '../files/download';
import type { FileBytes } from '../file-bytes';
import { fileName, mediaTypeOf, mimeTypeOfName, typeOfNames } from '../files/file-name';
import { fileNameInUrl, readFileUrl } from '../files/file-url';
import { checkMedia } from '../files/media-limits';
import { UNKNOWN_TYPE } from '../files/mime-type';
import { maskUrl } from '../mask-url';
import type { UrlProbe } from '../files/url-probe';
import type { MediaType } from '../files/media-type';
import type { ExecutionHints } from './execution-hints';
import { asError } from '../thrown';

/** What is known of a file that a link leads to. */
export interface LinkedFile {
  mediaType: MediaType;
  filename: string;
}

/** What the reader works with. */
export interface LinkReaderParts {
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
    const path = fileNameInUrl(url);
    const named = await typeOfNames(given, path);
    // Without a check the server is asked only when nothing else tells what the file is.
    const found = check || !named ? await this.parts.probe.ask(url) : undefined;
    if (found?.missing) this.parts.hints.say(missingHint(url, found.missing));
    const page = isPageInsteadOf(named, found?.mimeType);
    if (page) this.parts.hints.say(pageHint(url, named));
    const stated = page ? undefined : found?.mimeType;
    const filename = await fileName([given, path, found?.name], stated);
    const mimeType = (await mimeTypeOfName(filename)) ?? stated;
    const mediaType = mediaTypeOf(mimeType);
    if (check) checkMedia(filename, mediaType, mimeType, page ? undefined : found?.size);
    return { mediaType, filename };
  }

  /** As {@link ask}, and begins to fetch the file. */
  async download(
    url: string,
    given: string,
    check: boolean,
  ): Promise<LinkedFile & { bytes: FileBytes }> {
    const bytes = await this.parts.downloads.start(url);
    try {
      const path = fileNameInUrl(url);
      const named = await typeOfNames(given, path, bytes.name);
      const page = isPageInsteadOf(named, bytes.mimeType);
      if (page && check) throw pageInsteadOf(named, placeOf(url));
      if (page) this.parts.hints.say(pageHint(url, named));
      const stated = page ? UNKNOWN_TYPE : bytes.mimeType;
      const filename = await fileName([given, path, bytes.name], stated);
      const mimeType =
        stated === UNKNOWN_TYPE ? ((await mimeTypeOfName(filename)) ?? stated) : stated;
      const mediaType = mediaTypeOf(mimeType);
      if (check) checkMedia(filename, mediaType, mimeType, bytes.size);
      return { bytes: { ...bytes, mimeType }, mediaType, filename };
    } catch (error) {
      bytes.close?.();
      throw asError(error);
    }
  }
}

function missingHint(url: string, status: number): string {
  return `${placeOf(url)} answers that there is no such file (HTTP ${status}). The link was passed on all the same, and will probably fail: open it in a private window of your browser.`;
}

function pageHint(url: string, named: string): string {
  return `${placeOf(url)} answers with a web page (HTML) where the name says ${named}. The file was sent all the same; check that the link opens the file without logging in.`;
}

/** What is behind the path of a link may be a key to the file. */
function placeOf(url: string): string {
  const { origin, pathname } = new URL(url);
  return maskUrl(origin + pathname);
}
