import type { Clock } from '../async/clock';
import type { FileFetcher } from '../http/file-fetcher';
import { FetchError } from '../http/file-fetcher';
import { lruGet, lruSet } from '../async/lru';
import { messageOf } from '../values/thrown';
import { isPart } from './check-download';
import type { FileContent } from './file-content';
import { lookAhead, readContent } from './file-content';
import type { ResponseFile } from './response-file';
import { readResponseFile } from './response-file';

const TIMEOUT_MS = 5_000;
/** Links are remembered for a run, but memory must not grow with their number. */
const MOST_REMEMBERED = 100;

/** What a server says of a link's file. */
export interface ProbedFile extends Partial<ResponseFile> {
  /** What its first bytes show; undefined where they were not asked for, or did not come. */
  content?: FileContent;
  /** The HTTP status, where it says that there is none: 404 or 410. */
  missing?: number;
  /** Why nothing could be learned, one phrase without a full stop; what else is here is then what HEAD said. */
  silent?: string;
}

/** Answers by link. */
type Answers = Map<string, Promise<ProbedFile>>;

/**
 * Asks servers about the files that links lead to, each link once: by HEAD, and by a GET of which only the
 * first bytes are read where HEAD is refused or says nothing. A server that does not answer is not asked
 * again: whether it answers n8n says little about whether it answers the provider.
 */
export class UrlProbe {
  private readonly heads: Answers = new Map();
  private readonly looks: Answers = new Map();
  /** By origin, why it does not answer. */
  private readonly silent = new Map<string, string>();
  private underWay = 0;
  private readonly waiting: Array<() => void> = [];
  private ended = false;

  /** @param atOnce how many requests may be under way at the same time */
  constructor(
    private readonly fetcher: FileFetcher,
    private readonly atOnce: number,
    private readonly clock: Pick<Clock, 'now'>,
  ) {}

  /** Never throws: that a server cannot be asked is no reason not to send the link. */
  async ask(url: string): Promise<ProbedFile> {
    return await lruGet(this.heads, MOST_REMEMBERED, url, async () => {
      const head = await this.inTurn(url, async () => await this.head(url));
      // Some servers say `text/plain` of all that they do not know.
      const isSaid = head.mimeType !== undefined && head.mimeType !== 'text/plain';
      const tells = head.silent !== undefined || (isSaid && head.size !== 0);
      return tells ? head : await this.look(url, head);
    });
  }

  /**
   * Looks at the first bytes, where HEAD has said what cannot be.
   * @param head what it has said
   */
  async look(url: string, head: ProbedFile = {}): Promise<ProbedFile> {
    const seen = await lruGet(this.looks, MOST_REMEMBERED, url, async () =>
      this.inTurn(url, async () => await this.get(url)),
    );
    const { name = head.name, size = head.size } = seen;
    return seen.silent ? { ...head, ...seen } : { ...seen, name, size };
  }

  /** Has those that still wait not asked: the run is over, and may have ended before their items' turn. */
  end(): void {
    this.ended = true;
  }

  private async inTurn(url: string, ask: () => Promise<ProbedFile>): Promise<ProbedFile> {
    if (this.underWay < this.atOnce) this.underWay++;
    else await new Promise<void>((resolve) => this.waiting.push(resolve));
    const { origin } = new URL(url);
    try {
      const silent = this.ended ? 'the run is over' : this.silent.get(origin); // since this one waits
      return silent === undefined ? await ask() : { silent };
    } catch (error) {
      const reason = messageOf(error);
      // A link that redirects in a circle, or to where n8n may not go, says nothing of the server's others.
      const isLinksOwn = error instanceof FetchError && !error.transient;
      if (!isLinksOwn) lruSet(this.silent, MOST_REMEMBERED, origin, reason);
      return { silent: reason };
    } finally {
      const next = this.waiting.shift();
      if (next) next();
      else this.underWay--;
    }
  }

  private async head(url: string): Promise<ProbedFile> {
    const { status, headers, movedTo } = await this.fetcher.head(url, TIMEOUT_MS);
    return status < 300 ? await readResponseFile(headers, movedTo) : {};
  }

  /** Not with a Range: a server may refuse one, or answer with another part than was asked for. */
  private async get(url: string): Promise<ProbedFile> {
    const response = await this.fetcher.open(url, TIMEOUT_MS);
    try {
      const { status, headers, movedTo } = response;
      if (status === 404 || status === 410) return { missing: status };
      if (status >= 300) return { silent: `its server answered HTTP ${status}` };
      const file = await readResponseFile(headers, movedTo);
      if (file.coding || isPart(response))
        return { ...file, size: undefined, silent: 'its server does not send them as they are' };
      const { first } = await lookAhead(this.timely(response.body));
      return { ...file, content: await readContent(first) };
    } finally {
      response.close();
    }
  }

  /** Ends where a server sends drop by drop: what is there by then has to do. */
  private async *timely(body: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    const end = this.clock.now() + TIMEOUT_MS;
    for await (const piece of body) {
      yield piece;
      if (this.clock.now() >= end) return;
    }
  }
}
