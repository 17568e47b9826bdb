import type { Clock } from '../clock';
import type { FileFetcher, OpenResponse } from '../http/file-fetcher';
import { FetchError } from '../http/file-fetcher';
import { InputError } from '../input-error';
import { keepLatest } from '../keep-latest';
import { checkDownload, checkWhole, emptyDownload, notDownloaded } from './check-download';
import type { FileBytes } from '../file-bytes';
import { LARGEST_FILE } from './media-limits';
import { UNKNOWN_TYPE } from './mime-type';
import type { ResponseFile } from './response-file';
import { readResponseFile } from './response-file';
import { asError } from '../thrown';

/** Pauses before a file is asked for again, milliseconds. */
const WAITS_MS = [500, 1_000];

/** Links whose files are known. */
const MOST_REMEMBERED = 100;

/** A file that has begun to come. */
interface Download {
  response: OpenResponse;
  file: ResponseFile;
}

/** How the files of a run are fetched. */
export interface DownloadOptions {
  fetcher: FileFetcher;
  clock: Clock;
  /** Milliseconds a file's server may be silent. */
  timeout: number;
  /** Once aborted, nothing more is fetched. */
  signal: AbortSignal | undefined;
}

/**
 * Fetches files by their links. Their bytes are never all here: they are read from their servers when the
 * files go out. A link that several items share is asked about once.
 */
export class Downloads {
  private readonly described = new Map<string, Promise<ResponseFile>>();

  constructor(private readonly options: DownloadOptions) {}

  /** @throws {InputError} when the server does not hand the file over */
  async start(url: string): Promise<FileBytes> {
    let ahead: Download | undefined;
    let described = this.described.get(url);
    if (!described) {
      described = this.begin(url).then((download) => (ahead = download).file);
      keepLatest(this.described, MOST_REMEMBERED, url, described);
      described.catch(() => this.described.delete(url)); // another item may have more luck
    }
    const { mimeType = UNKNOWN_TYPE, size, name } = await described;
    const openAhead = async () => (ahead ??= await this.begin(url, mimeType));
    return {
      size,
      mimeType,
      name,
      openAhead: async () => (await openAhead()).file.size,
      open: async () => {
        const { response } = await openAhead();
        ahead = undefined;
        return bounded(response);
      },
      close: () => {
        ahead?.response.close();
        ahead = undefined;
      },
    };
  }

  /** @param before the type that the link's file had before, if it was opened before */
  private async begin(url: string, before?: string): Promise<Download> {
    const response = await this.open(url);
    try {
      const file = await readResponseFile(response.headers, response.movedTo);
      checkWhole(response);
      checkDownload(response.status, file, before);
      return { response, file };
    } catch (error) {
      response.close();
      throw asError(error);
    }
  }

  private async open(url: string): Promise<OpenResponse> {
    const { fetcher, clock, timeout, signal } = this.options;
    for (let attempt = 0; ; attempt++) {
      const wait = WAITS_MS[attempt];
      let problem: string;
      try {
        const response = await fetcher.open(url, timeout, signal);
        if (response.status < 300) return response;
        response.close();
        problem = `its server answered HTTP ${response.status}`;
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
async function* bounded({ body }: OpenResponse): AsyncGenerator<Uint8Array> {
  let size = 0;
  for await (const piece of body) {
    size += piece.length;
    if (size > LARGEST_FILE)
      throw new InputError(
        'INVALID_FILE',
        'The file is larger than 100 MB, the most that WhatsApp takes',
      );
    yield piece;
  }
  if (size === 0) throw emptyDownload();
}
