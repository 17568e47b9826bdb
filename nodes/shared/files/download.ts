import type { Clock } from '../async/clock';
import type { FileFetcher, OpenResponse } from '../http/file-fetcher';
import { FetchError } from '../http/file-fetcher';
import { InputError } from '../values/input-error';
import { lruSet } from '../async/lru';
import type { DownloadedFile } from './check-download';
import { checkDownload, checkSame, emptyDownload, notDownloaded } from './check-download';
import type { FileBytes } from '../http/file-bytes';
import { lookAhead, readContent } from './file-content';
import { LARGEST_FILE, MB } from '../whatsapp/media';
import { UNKNOWN_TYPE } from './mime-type';
import { readResponseFile } from './response-file';
import { asError } from '../values/thrown';

/** Pauses before a file is asked for again, milliseconds. */
const WAITS_MS = [500, 1_000];

/** Links whose files are known. */
const MOST_REMEMBERED = 100;

/** A file that has begun to come. */
interface Download {
  file: DownloadedFile;
  pieces: AsyncIterable<Uint8Array>;
  close(): void;
}

/** How the files of a run are fetched. */
export interface DownloadOptions {
  fetcher: FileFetcher;
  clock: Clock;
  /** Milliseconds a file's server may be silent. */
  timeout: number;
  /** Once aborted, nothing more is fetched. */
  signal: AbortSignal | undefined;
  /** Bytes; not set: what WhatsApp takes at most. */
  atMost?: number;
  /** What an answer means that brings no file, without a full stop; undefined where it says no more than its status. */
  tellStatus?: (status: number) => string | undefined;
}

/** A file is larger than it may be. */
function tooLarge(atMost: number | undefined): InputError {
  return new InputError(
    'INVALID_FILE',
    atMost === undefined
      ? 'The file is larger than 100 MB, the most that WhatsApp takes'
      : `The file is larger than ${atMost / MB} MB, the most that Max Size allows`,
  );
}

/**
 * Fetches files by their links. Their bytes are never all here: they are read from their servers when the
 * files go out. A link that several items share is asked about once.
 */
export class Downloads {
  private readonly described = new Map<string, Promise<DownloadedFile>>();

  constructor(private readonly options: DownloadOptions) {}

  /** @throws {InputError} when the server does not hand the file over */
  async start(url: string): Promise<{ bytes: FileBytes; file: DownloadedFile }> {
    let ahead: Download | undefined;
    let described = this.described.get(url);
    if (!described) {
      described = this.begin(url).then((download) => (ahead = download).file);
      lruSet(this.described, MOST_REMEMBERED, url, described);
      described.catch(() => this.described.delete(url)); // another item may have more luck
    }
    const file = await described;
    const openAhead = async () => (ahead ??= await this.begin(url, file));
    const bytes: FileBytes = {
      size: file.size,
      mimeType: file.mimeType ?? UNKNOWN_TYPE,
      name: file.name,
      openAhead: async () => (await openAhead()).file.size,
      open: async () => {
        const { pieces } = await openAhead();
        ahead = undefined;
        return bounded(pieces, this.options.atMost);
      },
      close: () => {
        ahead?.close();
        ahead = undefined;
      },
    };
    return { bytes, file };
  }

  /** @param before what the link's file was, if it was opened before */
  private async begin(url: string, before?: DownloadedFile): Promise<Download> {
    const response = await this.open(url);
    try {
      const head = await readResponseFile(response.headers, response.movedTo);
      checkDownload(response, head);
      const { atMost } = this.options;
      if (atMost !== undefined && (head.size ?? 0) > atMost) throw tooLarge(atMost);
      const { first, pieces } = await lookAhead(response.body);
      if (first.length === 0) throw emptyDownload();
      const file = { ...head, content: await readContent(first) };
      if (before) checkSame(file, before);
      return { file, pieces, close: () => response.close() };
    } catch (error) {
      response.close();
      throw error instanceof FetchError ? notDownloaded(error.message) : asError(error);
    }
  }

  private async open(url: string): Promise<OpenResponse> {
    const { fetcher, clock, timeout, signal, tellStatus } = this.options;
    for (let attempt = 0; ; attempt++) {
      const wait = WAITS_MS[attempt];
      let problem: string;
      try {
        const response = await fetcher.open(url, timeout, signal);
        if (response.status < 300) return response;
        response.close();
        const meaning = tellStatus?.(response.status);
        problem = `its server answered HTTP ${response.status}${meaning ? `: ${meaning}` : ''}`;
        if (response.status < 500 && response.status !== 429) throw notDownloaded(problem);
      } catch (error) {
        if (!(error instanceof FetchError)) throw asError(error);
        problem = error.message;
        if (!error.transient) throw notDownloaded(problem);
      }
      if (wait === undefined || signal?.aborted) throw notDownloaded(problem);
      await clock.sleep(wait, signal).catch(() => undefined); // cancelled: the next attempt ends at once
    }
  }
}

/** A server may say nothing of the size, or lie. */
async function* bounded(
  pieces: AsyncIterable<Uint8Array>,
  atMost: number | undefined,
): AsyncGenerator<Uint8Array> {
  let size = 0;
  for await (const piece of pieces) {
    size += piece.length;
    if (size > (atMost ?? LARGEST_FILE)) throw tooLarge(atMost);
    yield piece;
  }
}
