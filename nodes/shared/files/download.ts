import type { FileFetcher, OpenResponse } from '../http/file-fetcher';
import { FetchError } from '../http/file-fetcher';
import { InputError } from '../sending/input-error';
import type { FileBytes } from './file-bytes';
import { LARGEST_FILE } from './media-limits';
import { readResponseFile } from './response-file';

/**
 * Starts to fetch a file. Its bytes are never all here: they are read from its server when the file goes out.
 * @param timeout milliseconds the server may be silent
 * @throws {InputError} when the server does not hand the file over
 */
export async function startDownload(
  fetcher: FileFetcher,
  url: string,
  timeout: number,
  signal: AbortSignal | undefined,
): Promise<FileBytes> {
  const open = async () => await openFile(fetcher, url, timeout, signal);
  let first: OpenResponse | undefined = await open();
  const {
    mimeType = 'application/octet-stream',
    size,
    name,
  } = await readResponseFile(first.headers);
  return {
    size,
    mimeType,
    name,
    open: async () => {
      const response = first ?? (await open());
      first = undefined;
      return bounded(response);
    },
    close: () => {
      first?.close();
      first = undefined;
    },
  };
}

async function openFile(
  fetcher: FileFetcher,
  url: string,
  timeout: number,
  signal: AbortSignal | undefined,
): Promise<OpenResponse> {
  try {
    const response = await fetcher.open('GET', url, timeout, signal);
    if (response.status < 300) return response;
    response.close();
    throw new FetchError(`its server answered HTTP ${response.status}`);
  } catch (error) {
    throw notDownloaded(error);
  }
}

function notDownloaded(error: unknown): InputError {
  const reason = error instanceof Error ? error.message : String(error);
  return new InputError('INVALID_FILE', `The file could not be downloaded: ${reason}`);
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
}
