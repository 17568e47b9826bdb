import type { ResponseHead } from '../http/file-fetcher';
import { InputError } from '../values/input-error';
import type { FileContent } from './file-content';
import { BY_HAND } from './identify-file';
import { UNKNOWN_TYPE } from './mime-type';
import type { ResponseFile } from './response-file';

/** What is known of a file that has begun to come. */
export interface DownloadedFile extends ResponseFile {
  content: FileContent;
}

/**
 * Looks whether a response to a request that asked for the whole file brings it, as it is.
 * @throws {InputError} when it does not
 */
export function checkDownload(response: ResponseHead, { size, coding }: ResponseFile): void {
  if (isPart(response))
    throw notDownloaded(
      `its server sends only a part of it (HTTP ${response.status}) though it was asked for the whole; ${BY_HAND}`,
    );
  if (response.status === 204 || size === 0) throw emptyDownload();
  if (coding)
    throw notDownloaded(
      `its server sends it compressed (${coding}) though it was asked not to; ${BY_HAND}`,
    );
}

/** @returns whether a response to a request that asked for the whole file brings a part of it */
export function isPart({ status, headers }: ResponseHead): boolean {
  return status === 206 || headers['content-range'] !== undefined;
}

/**
 * @param before what the link's file was when it was opened before
 * @throws {InputError} when it is something else now
 */
export function checkSame(now: DownloadedFile, before: DownloadedFile): void {
  const [first, second] = [before, now].map(
    ({ content, mimeType }) => content.type ?? mimeType ?? UNKNOWN_TYPE,
  );
  if (first !== second)
    throw notDownloaded(
      `the link leads to something else each time, first ${first} and now ${second}; ${BY_HAND}`,
    );
}

/** What a download fails with that has no bytes. */
export function emptyDownload(): InputError {
  return notDownloaded('it is empty; check that the link still leads to it');
}

/** @param problem one phrase, without a full stop */
export function notDownloaded(problem: string): InputError {
  return new InputError('INVALID_FILE', `The file could not be downloaded: ${problem}`);
}
