import type { ResponseHead } from '../http/file-fetcher';
import { InputError } from '../input-error';
import { UNKNOWN_TYPE } from './mime-type';
import type { ResponseFile } from './response-file';

const BY_HAND =
  'fetch it with an HTTP Request node, with credentials if it wants a login, and send it From Binary Data';

/**
 * Looks whether a response brings the file, as it is.
 * @param before the type that the link's file had before, if it was opened before
 * @throws {InputError} when it does not
 */
export function checkDownload(
  status: number,
  { mimeType = UNKNOWN_TYPE, size, coding }: ResponseFile,
  before?: string,
): void {
  if (status === 204 || size === 0) throw emptyDownload();
  if (coding)
    throw notDownloaded(
      `its server sends it compressed (${coding}) though it was asked not to; ${BY_HAND}`,
    );
  if (before !== undefined && mimeType !== before)
    throw notDownloaded(
      `the link leads to something else each time, first ${before} and now ${mimeType}; ${BY_HAND}`,
    );
}

/**
 * @param response to a request that asked for the whole file
 * @throws {InputError} when it brings a part of it
 */
export function checkWhole({ status, headers }: ResponseHead): void {
  if (status === 206 || headers['content-range'] !== undefined)
    throw notDownloaded(
      `its server sends only a part of it (HTTP ${status}) though it was asked for the whole; ${BY_HAND}`,
    );
}

/** @returns whether a web page comes, such as a login, where the file's name stands for something else */
export function isPageInsteadOf(
  named: string | undefined,
  found: string | undefined,
): named is string {
  return found === 'text/html' && named !== undefined && named !== 'text/html';
}

/** What a download fails with whose link leads to a web page. */
export function pageInsteadOf(named: string, place: string): InputError {
  return notDownloaded(
    `${place} leads to a web page (HTML), probably a login, where the name says ${named}; ${BY_HAND}`,
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
