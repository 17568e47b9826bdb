import type { FileFetcher } from '../http/file-fetcher';
import { FetchError } from '../http/file-fetcher';
import { keepLatest } from '../keep-latest';
import type { ResponseFile } from './response-file';
import { readResponseFile } from './response-file';

const TIMEOUT_MS = 5_000;
/** Links are remembered for a run, but memory must not grow with their number. */
const MOST_REMEMBERED = 100;

/** What a server says of a link's file. */
export interface ProbedFile extends Partial<ResponseFile> {
  /** The HTTP status, where it says that there is none: 404 or 410. */
  missing?: number;
}

/**
 * Asks servers by HEAD about the files that links lead to, each link once. A server that does not answer is
 * not asked again: whether it answers n8n says little about whether it answers the provider.
 */
export class UrlProbe {
  private readonly answers = new Map<string, Promise<ProbedFile | undefined>>();
  private readonly silent = new Map<string, true>();
  private underWay = 0;
  private readonly waiting: Array<() => void> = [];
  private ended = false;

  /** @param atOnce how many HEADs may be under way at the same time */
  constructor(
    private readonly fetcher: FileFetcher,
    private readonly atOnce: number,
  ) {}

  /** @returns undefined when the HEAD failed, in whatever way: that is no reason not to send the link */
  async ask(url: string): Promise<ProbedFile | undefined> {
    const { origin } = new URL(url);
    if (this.silent.has(origin)) return undefined;
    let answer = this.answers.get(url);
    if (!answer) {
      answer = this.head(url, origin);
      keepLatest(this.answers, MOST_REMEMBERED, url, answer);
    }
    return await answer;
  }

  /** Has those that still wait not asked: the run is over, and may have ended before their items' turn. */
  end(): void {
    this.ended = true;
  }

  private async head(url: string, origin: string): Promise<ProbedFile | undefined> {
    if (this.underWay < this.atOnce) this.underWay++;
    else await new Promise<void>((resolve) => this.waiting.push(resolve));
    try {
      if (this.ended || this.silent.has(origin)) return undefined; // since this one waits
      const { status, headers, movedTo } = await this.fetcher.head(url, TIMEOUT_MS);
      if (status === 404 || status === 410) return { missing: status };
      return status < 300 ? await readResponseFile(headers, movedTo) : undefined;
    } catch (error) {
      // A link that redirects in a circle, or to where n8n may not go, says nothing of the server's others.
      const isLinksOwn = error instanceof FetchError && !error.transient;
      if (!isLinksOwn) keepLatest(this.silent, MOST_REMEMBERED, origin, true);
      return undefined;
    } finally {
      const next = this.waiting.shift();
      if (next) next();
      else this.underWay--;
    }
  }
}
