import { Agent, fetch } from 'undici';
import type { FileStore } from './file-store';
import type { FileFetch, KeptFile } from './types';

/** A link that gave no file; what was answered is in `fetches`. */
export class FileNotFetched extends Error {
  constructor(readonly fetches: FileFetch[]) {
    super('Media upload error');
  }
}

/** Gets files by link as a provider or WhatsApp does. */
export class FileFetcher {
  readonly #agent = new Agent({ connections: 16, headersTimeout: 30_000, bodyTimeout: 30_000 });

  /** @param headFirst asked for each file: with HEAD first, a link made for GET alone fails (1msg-api.md#links-to-files) */
  constructor(
    private readonly store: FileStore,
    private readonly headFirst: () => boolean,
  ) {}

  /** @throws {FileNotFetched} when the link gives no file */
  async fetch(link: string): Promise<KeptFile> {
    const fetches: FileFetch[] = [];
    try {
      // Only percent-encoded URLs are taken; a lenient client would hide that ours forgot to encode.
      if (!/^https?:\/\/[\x21-\x7e]+$/i.test(link)) throw new FileNotFetched(fetches);
      if (this.headFirst()) {
        const head = await fetch(link, { method: 'HEAD', dispatcher: this.#agent });
        fetches.push({ method: 'HEAD', status: head.status });
        if (!head.ok) throw new FileNotFetched(fetches);
      }
      const got = await fetch(link, { dispatcher: this.#agent });
      fetches.push({ method: 'GET', status: got.status });
      if (!got.ok || !got.body) {
        await got.body?.cancel();
        throw new FileNotFetched(fetches);
      }
      const intake = this.store.intake(mimeOf(got.headers.get('content-type')));
      for await (const piece of got.body) intake.write(Buffer.from(piece as Uint8Array));
      return { ...intake.finish(), fetches };
    } catch (error) {
      if (error instanceof FileNotFetched) throw error;
      throw new FileNotFetched(fetches);
    }
  }

  async close(): Promise<void> {
    await this.#agent.destroy();
  }
}

function mimeOf(contentType: string | null): string {
  return contentType?.split(';')[0]?.trim().toLowerCase() || 'application/octet-stream';
}
