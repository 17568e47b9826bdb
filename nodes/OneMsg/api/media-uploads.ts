import type { Clock } from '../../shared/clock';
import type { FileBytes } from '../../shared/files/file-bytes';
import { repeatExchange } from '../../shared/http/repeat-exchange';
import { parseJsonObject } from '../../shared/json';
import type { OneMsgClient } from './one-msg-client';

/** An upload does no harm when it is made twice. */
const RETRIES = 2;

/** Uploads files through `POST /uploadMedia`, each once a run. */
export class MediaUploads {
  private readonly uploads = new Map<string, Promise<string | undefined>>();

  constructor(
    private readonly client: OneMsgClient,
    private readonly clock: Clock,
  ) {}

  /**
   * @param key the same for the same file
   * @returns the media ID, a string of digits; undefined when the channel did not take the file
   */
  async upload(key: string, file: FileBytes): Promise<string | undefined> {
    let upload = this.uploads.get(key);
    if (!upload) {
      upload = this.post(file);
      this.uploads.set(key, upload);
    }
    return await upload;
  }

  private async post(file: FileBytes): Promise<string | undefined> {
    const exchange = await repeatExchange(() => this.client.postFile('uploadMedia', {}, file), {
      retries: RETRIES,
      clock: this.clock,
    });
    if (exchange.kind === 'failure' || exchange.status >= 300) return undefined;
    const { mediaId } = parseJsonObject(exchange.text) ?? {};
    return typeof mediaId === 'string' || typeof mediaId === 'number' ? String(mediaId) : undefined;
  }
}
