import type { IBinaryData, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { maxSize } from '../description/download-received-file';
import type { DownloadedFile } from '../files/check-download';
import { notDownloaded } from '../files/check-download';
import { Downloads } from '../files/download';
import { fileNameInUrl, placeOf, readFileUrl } from '../files/file-url';
import type { FileFacts, IdentifiedFile } from '../files/identify-file';
import { identifyFile, tellContradiction } from '../files/identify-file';
import { UNKNOWN_TYPE } from '../files/mime-type';
import { Readable } from '../libraries/node';
import type { FileBytes } from '../http/file-bytes';
import { FetchError } from '../http/file-fetcher';
import { ItemParameters } from '../parameters/item-parameters';
import { InputError } from '../values/input-error';
import { readText } from '../values/text';
import { messageOf } from '../values/thrown';
import { MB } from '../whatsapp/media';
import { askItems } from './ask-items';
import { fileFetcher } from './connect';
import { n8nClock } from './n8n-clock';

const TIMEOUT_MS = 30_000;
const CONCURRENCY = 5;
/** What a server answers that does not know a link any more. */
const GONE = [400, 401, 403, 404, 410];

/** The operation Download Received File: puts a customer's file beside each input item's own data. */
export async function downloadReceivedFile(
  context: IExecuteFunctions,
): Promise<INodeExecutionData[]> {
  const parameters = new ItemParameters(context);
  const fetcher = fileFetcher(context);
  const inputs = context.getInputData();

  const download = async (item: number, signal: AbortSignal) => {
    const url = readMediaUrl(parameters.get('fileUrl', item, ''));
    const field = readText(parameters.get('binaryPropertyName', item), 'output field', 'REJECTED');
    if (!field) throw new InputError('REJECTED', 'The field Put Output File in Field is empty');
    const given = parameters.text('filename', 'file name', item);
    const megabytes = parameters.read(maxSize, item);
    const downloads = new Downloads({
      ...{ fetcher, clock: n8nClock, timeout: TIMEOUT_MS, signal, tellStatus },
      atMost: megabytes > 0 ? megabytes * MB : Infinity,
    });
    const { bytes, file } = await downloads.start(url);
    try {
      const data = await store(context, bytes, await identify(url, given, file));
      const { json, binary } = inputs[item]!;
      return { json: { ...json }, binary: { ...binary, [field]: data } };
    } finally {
      bytes.close?.();
    }
  };

  return await askItems(
    context,
    async (item, signal) =>
      await download(item, signal).catch((error) => {
        if (signal.aborted) return undefined;
        const errorCode = error instanceof InputError ? error.code : 'INVALID_FILE';
        const description = 'No file was downloaded for this item.';
        return { failure: { errorCode, message: messageOf(error), description } };
      }),
    CONCURRENCY,
  );
}

function readMediaUrl(given: unknown): string {
  const isNothing = given === undefined || given === null || given === false;
  if (isNothing || (typeof given === 'string' && !given.trim()))
    throw new InputError(
      'INVALID_FILE',
      'The message has no file: its media URL is empty. Only pass messages on that have a mediaUrl, such as with an IF node',
    );
  return readFileUrl(given);
}

function tellStatus(status: number): string | undefined {
  if (!GONE.includes(status)) return undefined;
  return 'the link has expired, or there is no such file. Links to received files are good for about five minutes: download the file in the workflow that the trigger starts, before anything that waits';
}

/**
 * A file that is another than its name says is a customer's own doing, and gets the right name; but no page and no
 * error of the server's is taken for a file.
 */
async function identify(
  url: string,
  given: string,
  { name: served, mimeType: stated, content }: DownloadedFile,
): Promise<IdentifiedFile> {
  const facts: FileFacts = { given, found: fileNameInUrl(url), served, stated, content };
  const file = await identifyFile(facts);
  if (!file.contradiction || !content.type) return file;
  if (file.contradiction.isPage || SERVERS_WORDS.test(content.type))
    throw new InputError(
      'INVALID_FILE',
      tellContradiction(`${placeOf(url)} leads to`, file.contradiction, 'check the link'),
    );
  const [bare, found, own] = [given, facts.found, served].map((name) =>
    name?.replace(/\.[a-z\d]{1,8}$/i, ''),
  );
  return await identifyFile({ ...facts, given: bare ?? '', found, served: own });
}

/** In a file's place they are an error that the server tells. */
const SERVERS_WORDS = /^text\/plain$|^application\/(?:json|xml)$/;

/** Puts a file into n8n's storage, piece by piece. @throws {InputError} when it does not come whole */
async function store(
  context: IExecuteFunctions,
  bytes: FileBytes,
  { filename, mimeType = UNKNOWN_TYPE }: IdentifiedFile,
): Promise<IBinaryData> {
  let failure: unknown; // n8n's storage may make something else of it
  const pieces = async function* () {
    try {
      yield* await bytes.open();
    } catch (error) {
      failure = error instanceof FetchError ? notDownloaded(error.message) : error;
      throw failure;
    }
  };
  const stream = Readable.from(pieces(), { objectMode: false });
  try {
    return await context.helpers.prepareBinaryData(stream, filename, mimeType);
  } catch (error) {
    throw failure ?? error;
  } finally {
    stream.destroy();
  }
}
