import type { Clock } from '../../shared/async/clock';
import type { FileBytes } from '../../shared/http/file-bytes';
import type { HttpExchange } from '../../shared/http/exchange';
import { answerBody } from '../../shared/http/failure-text';
import { isTransient, repeatExchange } from '../../shared/http/repeat-exchange';
import { asTextOrNull } from '../../shared/events/payload-values';
import type { NotSent, Refused } from '../../shared/provider/send-outcome';
import type { OneMsgClient } from './one-msg-client';
import { readSendAnswer } from './read-send-answer';

/** An upload does no harm when it is made twice. */
const RETRIES = 2;

/** What became of an upload: the media's ID, a string of digits, or the exchange that gave none. */
export type Upload =
  { mediaId: string; exchange?: undefined } | { mediaId?: undefined; exchange: HttpExchange };

/** Uploads files through `POST /uploadMedia`, each once a run; one that fails for a passing reason is made anew. */
export class MediaUploads {
  private readonly uploads = new Map<string, Promise<Upload>>();

  constructor(
    private readonly client: OneMsgClient,
    private readonly clock: Clock,
    /** Once aborted nothing is uploaded again. */
    private readonly signal?: AbortSignal,
  ) {}

  /** @param key the same for the same file */
  async upload(key: string, file: FileBytes): Promise<Upload> {
    return await this.once(key, async () => await this.client.postFile('uploadMedia', {}, file));
  }

  /** Has 1MSG fetch the file. */
  async uploadLink(url: string): Promise<Upload> {
    return await this.once(url, async () => await this.client.post('uploadMedia', { body: url }));
  }

  private async once(key: string, post: () => Promise<HttpExchange>): Promise<Upload> {
    const under = this.uploads.get(key);
    if (under) return await under;
    const upload = this.post(post);
    this.uploads.set(key, upload);
    const result = await upload;
    if (result.exchange && isTransient(result.exchange)) this.uploads.delete(key);
    return result;
  }

  private async post(post: () => Promise<HttpExchange>): Promise<Upload> {
    const exchange = await repeatExchange(post, {
      retries: RETRIES,
      clock: this.clock,
      signal: this.signal,
    });
    if (exchange.kind === 'failure' || exchange.status >= 300) return { exchange };
    const mediaId = asTextOrNull(answerBody(exchange.text)?.mediaId)?.trim();
    return mediaId ? { mediaId } : { exchange };
  }
}

/** Why a message cannot take a file that was to be uploaded for it. Nothing was sent in any case. */
export type FailedUpload = NotSent | Refused;

/**
 * @param exchange of an upload that gave no media ID
 * @param now milliseconds since the epoch
 */
export function readFailedUpload(exchange: HttpExchange, now: number): FailedUpload {
  const outcome = readSendAnswer(exchange, now);
  const { kind } = outcome;
  // An upload that perhaps came through is no message: it may be made again.
  if (kind === 'notSent' || (kind === 'unknown' && isTransient(exchange)))
    return {
      ...(kind === 'notSent' ? outcome : { code: 'UNREACHABLE' }),
      kind: 'notSent',
      text: `the file's upload failed: ${outcome.text}`,
    };
  if (outcome.kind === 'refused' && outcome.code !== 'REJECTED') return outcome;
  return {
    kind: 'refused',
    code: 'INVALID_FILE',
    text: "The channel did not take the file for the template's header; give it as a link instead",
  };
}
