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

let shared: Promise<Dispatcher> | undefined;

/**
 * The one connection pool of this process: keep-alive, no pipelining, as many connections to a host
 * as there are requests in flight. Proxies come from HTTP_PROXY, HTTPS_PROXY and NO_PROXY.
 * @param egressFilter n8n's policy is the instance's, not the workflow's, so the first caller's serves all
 */
export async function sharedDispatcher(egressFilter?: EgressFilter): Promise<Dispatcher> {
  shared ??= import('../libraries/undici').then(
    ({ EnvHttpProxyAgent }) =>
      new EnvHttpProxyAgent({
        keepAliveTimeout: KEEP_ALIVE_MS,
        keepAliveMaxTimeout: KEEP_ALIVE_MS,
        connect: {
          timeout: CONNECT_TIMEOUT_MS,
          ...(egressFilter && { lookup: egressFilter.createSecureLookup() as Lookup }),
        },
      }),
  );
  return await shared;
}
