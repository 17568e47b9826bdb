import type { Dispatcher } from 'undici';

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

/**
 * The kept connections of this process, the one given back last at the end. Each exchange takes one and gives
 * it back, so that there are never more connections to a host than exchanges with it under way: an undici pool
 * opens another one when the next request comes before the event loop has turned. Proxies come from
 * HTTP_PROXY, HTTPS_PROXY and NO_PROXY.
 */
export class ConnectionShelf {
  private readonly free: Array<{ origin: string; dispatcher: Dispatcher }> = [];

  /** @param egressFilter n8n's policy, where this n8n has one */
  constructor(private readonly egressFilter?: EgressFilter) {}

  /**
   * @param origin of the URL, such as `https://api.1msg.io`
   * @returns a dispatcher that keeps one connection to that host; loads undici when it is the first
   */
  async take(origin: string): Promise<Dispatcher> {
    const at = this.free.findLastIndex((kept) => kept.origin === origin);
    if (at >= 0) return this.free.splice(at, 1)[0]!.dispatcher;
    const { EnvHttpProxyAgent } = await import('../libraries/undici');
    const lookup = this.egressFilter?.createSecureLookup() as Lookup | undefined;
    return new EnvHttpProxyAgent({
      connections: 1,
      keepAliveTimeout: KEEP_ALIVE_MS,
      keepAliveMaxTimeout: KEEP_ALIVE_MS,
      connect: { timeout: CONNECT_TIMEOUT_MS, ...(lookup && { lookup }) },
    });
  }

  /** To be called once the exchange has ended, whichever way. */
  giveBack(origin: string, dispatcher: Dispatcher): void {
    this.free.push({ origin, dispatcher });
    if (this.free.length > MOST_KEPT) this.free.shift();
  }
}

let shared: ConnectionShelf | undefined;

/**
 * The shelf that all nodes of this process share.
 * @param egressFilter n8n's policy is the instance's, not the workflow's, so the first caller's serves all
 */
export function sharedConnections(egressFilter?: EgressFilter): ConnectionShelf {
  return (shared ??= new ConnectionShelf(egressFilter));
}
