import type { buildConnector, Dispatcher } from 'undici';
import type { Clock } from '../clock';
import { connectEarly } from './early-connection';

type Lookup = (
  hostname: string,
  options: never,
  callback: (error: Error | null, address: never, family?: number) => void,
) => void;

/** The part of n8n's egress filter (n8n 2.40 and newer) that a transport of its own needs. */
export interface EgressFilter {
  validateUrl(url: string): Promise<{ ok: true } | { ok: false; error: Error }>;
  createSecureLookup(): unknown;
}

/** A connection that stays idle longer is closed: reusing one that the server is about to close would leave a send in doubt. */
const KEEP_ALIVE_MS = 4_000;
const CONNECT_TIMEOUT_MS = 10_000;

/** Idle ones beyond this are dropped, those first that were used longest ago; each costs a few kilobytes. */
const MOST_KEPT = 100;

interface Kept {
  origin: string;
  dispatcher: Dispatcher | Promise<Dispatcher>;
  /** When its connection was last used, or opened. */
  since: number;
}

/**
 * The kept connections of this process, the one given back last at the end. Each exchange takes one and gives
 * it back, so that there are never more connections to a host than exchanges with it under way: an undici pool
 * opens another one when the next request comes before the event loop has turned. Proxies come from
 * HTTP_PROXY, HTTPS_PROXY and NO_PROXY.
 */
export class ConnectionShelf {
  private readonly free: Kept[] = [];
  /** By origin, how many exchanges are to come soon. */
  private readonly coming = new Map<string, number>();
  /** Those of them that undici connects to by itself, without a proxy. */
  private readonly direct = new Set<string>();
  /** One for all, so that a new connection takes up the TLS session of one before it. */
  private connector: buildConnector.connector | undefined;

  /** @param egressFilter n8n's policy, where this n8n has one */
  constructor(
    private readonly clock: Clock,
    private readonly egressFilter?: EgressFilter,
  ) {}

  /**
   * @param origin of the URL, such as `https://api.1msg.io`
   * @returns a dispatcher that keeps one connection to that host; loads undici when it is the first
   */
  async take(origin: string): Promise<Dispatcher> {
    const at = this.free.findLastIndex((kept) => kept.origin === origin);
    if (at >= 0) return await this.free.splice(at, 1)[0]!.dispatcher;
    return await this.make((connector) => (options, callback) => {
      if (this.coming.has(origin)) this.direct.add(origin);
      connector(options, callback);
    });
  }

  /**
   * Somebody is about to take a connection. If too few are free one is opened, so that it is there by then; not
   * before the host was reached once, since only then it is known that no proxy is in between.
   * @returns to be called when it is taken, or not needed any more
   */
  expect(origin: string): () => void {
    const coming = this.coming.get(origin) ?? 0;
    this.coming.set(origin, coming + 1);
    if (this.direct.has(origin) && this.openTo(origin) <= coming) this.open(origin);
    return () => this.coming.set(origin, this.coming.get(origin)! - 1);
  }

  /** To be called once the exchange has ended, whichever way. */
  giveBack(origin: string, dispatcher: Kept['dispatcher']): void {
    this.free.push({ origin, dispatcher, since: this.clock.now() });
    if (this.free.length > MOST_KEPT) this.free.shift();
  }

  private openTo(origin: string): number {
    const closed = this.clock.now() - KEEP_ALIVE_MS;
    return this.free.filter((kept) => kept.origin === origin && kept.since > closed).length;
  }

  private open(origin: string): void {
    const early = (connector: buildConnector.connector) =>
      connectEarly(connector, origin, this.clock, KEEP_ALIVE_MS);
    this.giveBack(origin, this.make(early));
  }

  private async make(
    connect: (connector: buildConnector.connector) => buildConnector.connector,
  ): Promise<Dispatcher> {
    const { buildConnector, EnvHttpProxyAgent } = await import('../libraries/undici');
    this.connector ??= buildConnector(this.connecting());
    return new EnvHttpProxyAgent({
      connections: 1,
      keepAliveTimeout: KEEP_ALIVE_MS,
      keepAliveMaxTimeout: KEEP_ALIVE_MS,
      connect: connect(this.connector),
    });
  }

  private connecting(): buildConnector.BuildOptions {
    const lookup = this.egressFilter?.createSecureLookup() as Lookup | undefined;
    const options = { timeout: CONNECT_TIMEOUT_MS, ...(lookup && { lookup }) };
    return options as buildConnector.BuildOptions; // the types want a port, which comes with each host
  }
}

let shared: ConnectionShelf | undefined;

/**
 * The shelf that all nodes of this process share.
 * @param egressFilter n8n's policy is the instance's, not the workflow's, so the first caller's serves all
 */
export function sharedConnections(clock: Clock, egressFilter?: EgressFilter): ConnectionShelf {
  return (shared ??= new ConnectionShelf(clock, egressFilter));
}
