import type { buildConnector, Client, Dispatcher, EnvHttpProxyAgent } from 'undici';
import type { Clock } from '../async/clock';
import { lruSet } from '../async/lru';
import { loadOnce } from '../async/load-once';
import { connectEarly } from './early-connection';
import type { EgressFilter } from './egress';
import { failureReason } from './failure-reason';
import { clientOfProxy } from './proxy-client';
import type { Connector, Socket } from './resuming-connector';
import { resumingConnector } from './resuming-connector';

type Lookup = (
  hostname: string,
  options: never,
  callback: (error: Error | null, address: never, family?: number) => void,
) => void;

/**
 * A connection that stays idle longer is closed, where its server does not say how long it keeps it: reusing one that
 * the server is about to close would leave a send in doubt.
 */
const KEEP_ALIVE_MS = 4_000;
/** Where the server says it (`Keep-Alive: timeout=5`), the connection is closed so much earlier: a request is on its way for a while. */
const KEEP_ALIVE_MARGIN_MS = 2_000;
/** No longer than this, whatever the server says: routers in between forget connections on which nothing goes. */
const LONGEST_KEEP_ALIVE_MS = 60_000;
const CONNECT_TIMEOUT_MS = 10_000;

/** Idle ones beyond this are let go of, those first that were used longest ago; each costs a few kilobytes and may hold a socket. */
const MOST_KEPT = 100;

/** Hosts that are known to be reached without a proxy: those of the latest connections. */
const MOST_DIRECT = 1_000;

/** A connection that nobody uses at the moment. */
interface Kept {
  origin: string;
  dispatcher: Dispatcher;
  /** From then on its server may be about to close it. undici's timer closes it, but late on a busy event loop. */
  until: number;
}

/** What connections are made with, once undici is loaded. */
interface Making {
  Client: typeof Client;
  EnvHttpProxyAgent: typeof EnvHttpProxyAgent;
  connector: Connector;
}

/**
 * The kept connections of this process, the one given back last at the end. Each exchange takes one and gives
 * it back, so that there are never more connections to a host than exchanges with it under way: an undici pool
 * opens another one when the next request comes before the event loop has turned. Proxies come from
 * HTTP_PROXY, HTTPS_PROXY and NO_PROXY.
 */
export class ConnectionPool {
  private readonly idle: Kept[] = [];
  /** What each connects with: from the first attempt on, so that it can be cut short. */
  private readonly sockets = new WeakMap<Dispatcher, Socket>();
  /** By origin, how many exchanges are to come soon. */
  private readonly coming = new Map<string, number>();
  /** The origins that undici was seen to connect to by itself, without a proxy. */
  private readonly direct = new Map<string, true>();
  private making: Making | undefined;
  private readonly load = loadOnce(async () => (this.making = await this.prepare()));

  /** @param egressFilter n8n's policy, where this n8n has one */
  constructor(
    private readonly clock: Clock,
    private readonly egressFilter?: EgressFilter,
  ) {}

  /**
   * @param origin of the URL, such as `https://api.1msg.io`
   * @returns a dispatcher that keeps one connection to that host; loads undici when it is the first
   * @throws where the environment names a proxy that is none
   */
  async acquire(origin: string): Promise<Dispatcher> {
    const making = this.making ?? (await this.load());
    const at = this.idle.findLastIndex((kept) => kept.origin === origin);
    const [kept] = this.idle.splice(at, at >= 0 ? 1 : 0);
    if (kept && this.clock.now() < kept.until) return kept.dispatcher;
    if (kept) this.discard(kept.dispatcher);
    try {
      return this.make(making, origin);
    } catch (error) {
      throw noProxy(error);
    }
  }

  /**
   * Somebody is about to take a connection. If too few are open one is opened, so that it is there by then; not
   * before the host was reached once, since only then it is known that no proxy is in between.
   * @returns to be called when it is taken, or not needed any more
   */
  expect(origin: string): () => void {
    const coming = this.coming.get(origin) ?? 0;
    this.coming.set(origin, coming + 1);
    if (this.direct.has(origin) && !this.hasOpen(origin, coming + 1)) this.open(origin);
    return () => {
      const left = this.coming.get(origin)! - 1;
      if (left > 0) this.coming.set(origin, left);
      else this.coming.delete(origin);
    };
  }

  /**
   * To be called once the exchange has come to its end: the next one with that host goes on with its connection.
   * @param keepAlive the answer's header of that name: how long the server keeps the connection
   */
  release(origin: string, dispatcher: Dispatcher, keepAlive?: string): void {
    const now = this.clock.now();
    this.idle.push({ origin, dispatcher, until: now + keptFor(keepAlive) });
    while (this.idle.length > MOST_KEPT || (this.idle[0]?.until ?? Infinity) <= now)
      this.discard(this.idle.shift()!.dispatcher);
  }

  /**
   * To be called instead when the exchange has failed or was given up: it ends at once, and nothing of it is left
   * that connects, waits or holds a socket.
   */
  discard(dispatcher: Dispatcher): void {
    const given = new Error('the connection was given up');
    dispatcher.destroy(given).catch(() => undefined); // what waits for it is told
    this.sockets.get(dispatcher)?.destroy(given);
  }

  private hasOpen(origin: string, wanted: number): boolean {
    let open = 0;
    return this.idle.some(
      (kept) => kept.origin === origin && this.isOpen(kept) && ++open === wanted,
    );
  }

  private isOpen({ dispatcher, until }: Kept): boolean {
    return this.sockets.get(dispatcher)?.destroyed === false && this.clock.now() < until;
  }

  private open(origin: string): void {
    const making = this.making!; // it was reached before
    const early = connectEarly(making.connector, origin, this.clock, KEEP_ALIVE_MS);
    const dispatcher = this.make({ ...making, connector: early.connector }, origin);
    this.sockets.set(dispatcher, early.socket);
    this.release(origin, dispatcher);
  }

  /** Only undici's agent knows whether there is a proxy; where there is none its layers are spared from then on. */
  private make({ Client, EnvHttpProxyAgent, connector }: Making, origin: string): Dispatcher {
    const begun = (socket: Socket) => void this.sockets.set(dispatcher, socket);
    const connect: buildConnector.connector = (place, callback) => {
      lruSet(this.direct, MOST_DIRECT, origin, true);
      begun(connector(place, callback));
    };
    const clientFactory = clientOfProxy(Client, begun);
    const dispatcher: Dispatcher = this.direct.has(origin)
      ? new Client(origin, { ...KEEPING, connect })
      : new EnvHttpProxyAgent({ ...KEEPING, connections: 1, connect, clientFactory });
    return dispatcher;
  }

  private async prepare(): Promise<Making> {
    const library = await import('../libraries/undici');
    const lookup = this.egressFilter?.createSecureLookup() as Lookup | undefined;
    const options = { timeout: CONNECT_TIMEOUT_MS, ...(lookup && { lookup }) };
    // The types want a port, which comes with each host.
    const connector = resumingConnector(library, options as buildConnector.BuildOptions);
    return { ...library, connector };
  }
}

/** The same to undici, which closes what stays idle. */
const KEEPING = {
  keepAliveTimeout: KEEP_ALIVE_MS,
  keepAliveMaxTimeout: LONGEST_KEEP_ALIVE_MS,
  keepAliveTimeoutThreshold: KEEP_ALIVE_MARGIN_MS,
};

/** @returns milliseconds */
function keptFor(keepAlive = ''): number {
  const [, seconds] = /timeout=(\d+)/i.exec(keepAlive) ?? [];
  if (seconds === undefined) return KEEP_ALIVE_MS;
  return Math.min(Number(seconds) * 1000 - KEEP_ALIVE_MARGIN_MS, LONGEST_KEEP_ALIVE_MS);
}

function noProxy(error: unknown): Error {
  return new Error(
    `the environment variable HTTP_PROXY or HTTPS_PROXY holds no proxy's URL (${failureReason(error)})`,
  );
}

const shared = new WeakMap<object, ConnectionPool>();
const NO_FILTER = {};

/**
 * The pool that all nodes of this process share.
 * @param egressFilter n8n's policy, one object for the whole process. A caller without one gets a pool of its own:
 * what it connects to is not what others may use
 */
export function sharedConnections(clock: Clock, egressFilter?: EgressFilter): ConnectionPool {
  const kept = shared.get(egressFilter ?? NO_FILTER);
  if (kept) return kept;
  const pool = new ConnectionPool(clock, egressFilter);
  shared.set(egressFilter ?? NO_FILTER, pool);
  return pool;
}
