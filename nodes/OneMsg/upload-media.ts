import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { notDownloaded } from '../shared/files/check-download';
import { Downloads } from '../shared/files/download';
import { UrlProbe } from '../shared/files/url-probe';
import type { FileBytes } from '../shared/http/file-bytes';
import { FetchError } from '../shared/http/file-fetcher';
import type { Reply } from '../shared/n8n/ask-items';
import { askItems, failedToAsk } from '../shared/n8n/ask-items';
import { fileFetcher } from '../shared/n8n/connect';
import { ExecutionHints } from '../shared/n8n/execution-hints';
import { n8nClock } from '../shared/n8n/n8n-clock';
import { beforeItems } from '../shared/n8n/run-operation';
import { ItemParameters } from '../shared/parameters/item-parameters';
import { explainFailure } from '../shared/provider/explain-failure';
import { closeFile } from '../shared/provider/file-sender';
import type { FileTaking, ReadFile } from '../shared/send-file/read-file';
import { FileReader } from '../shared/send-file/read-file';
import { checkMedia } from '../shared/whatsapp/media';
import { ONE_MSG } from './api/channel';
import { MEDIA_TABLE } from './api/media-table';
import { MediaUploads } from './api/media-uploads';
import type { OneMsgClient } from './api/one-msg-client';
import { channelClient } from './channel-client';
import { binaryTransfer, downloadFile } from './description/options';

const TIMEOUT_MS = 30_000;
const CONCURRENCY = 5;

/** n8n fetches each link itself, so that the file can be checked. */
const TAKING: FileTaking = {
  bytes: { download: { ...downloadFile, default: true }, transfer: binaryTransfer },
  media: MEDIA_TABLE,
};

/** The operation Upload Media: gives each item's file to 1MSG, which is sent later by its media ID. */
export async function uploadMedia(context: IExecuteFunctions): Promise<INodeExecutionData[]> {
  const parameters = new ItemParameters(context);
  const client = await beforeItems('UNAUTHORIZED', () => channelClient(context, TIMEOUT_MS));
  const fetcher = fileFetcher(context);
  const signal = context.getExecutionCancelSignal();
  const files = new FileReader({
    provider: ONE_MSG.name,
    taking: TAKING,
    context,
    parameters,
    hints: new ExecutionHints(context),
    probe: new UrlProbe(fetcher, CONCURRENCY, n8nClock),
    downloads: new Downloads({ fetcher, clock: n8nClock, timeout: TIMEOUT_MS, signal }),
  });
  return await askItems(
    context,
    async (item, stopped) => {
      const read = await files.read(item).catch((error) => failedToAsk(error, 'INVALID_FILE'));
      if ('failure' in read) return read;
      try {
        return await upload(client, read as ReadFile, stopped);
      } finally {
        closeFile((read as ReadFile).file);
      }
    },
    CONCURRENCY,
  );
}

async function upload(
  client: OneMsgClient,
  { file, mediaType, filename = 'file' }: ReadFile,
  signal: AbortSignal,
): Promise<Reply | undefined> {
  if (file.source !== 'bytes') return undefined; // all that the reader gives here are bytes
  const counted = countBytes(file.bytes);
  const uploads = new MediaUploads(client, n8nClock, signal);
  const { mediaId, exchange } = await uploads.upload(file.key, counted.bytes);
  if (signal.aborted && exchange) return undefined;
  if (exchange?.kind === 'failure' && exchange.bodyError) {
    const { bodyError } = exchange;
    const isOfLink = bodyError instanceof FetchError;
    return failedToAsk(isOfLink ? notDownloaded(bodyError.message) : bodyError, 'INVALID_FILE');
  }
  if (exchange) return { failure: explainFailure(exchange, ONE_MSG, NO_UPLOADS) };
  const size = counted.size();
  // A link's server need not have said its size before.
  const { mimeType } = file.bytes;
  checkMedia({ name: ONE_MSG.name, media: MEDIA_TABLE }, { filename, mediaType, mimeType, size });
  return { json: { mediaId, mediaType, filename, size } };
}

const NO_UPLOADS = 'This channel takes no uploads; send the file From URL or From Binary Data';

/** Counts what goes out: of a link it is not always known before. */
function countBytes(bytes: FileBytes): { bytes: FileBytes; size(): number } {
  let size = 0;
  const open = async function* () {
    size = 0; // each attempt begins anew
    for await (const piece of await bytes.open()) {
      size += piece.length;
      yield piece;
    }
  };
  return { bytes: { ...bytes, open: () => Promise.resolve(open()) }, size: () => size };
}
