import type { buildConnector } from 'undici';
import { lruSet } from '../async/lru';

export type Socket = NonNullable<Parameters<buildConnector.Callback>[1]>;

/** undici's, with the socket that is connecting, which undici's own gives, too, but not in its types. */
export type Connector = (...place: Parameters<buildConnector.connector>) => Socket;

type Library = Pick<typeof import('../libraries/undici'), 'buildConnector' | 'createSecureContext'>;

/** Hosts whose last TLS session is kept, those of the latest connections; each takes some 2 KB. */
const MOST_SESSIONS = 100;

/**
 * A new connection takes up the TLS session of the one before it to the same host, and all share one
 * configuration: 50 handshakes take half the processor time. undici keeps sessions, too, but only until memory
 * is tidied up, and one for all ports of a host.
 * @param library what connections are made with
 * @param options what undici connects with
 */
export function resumingConnector(
  library: Library,
  options: buildConnector.BuildOptions,
): Connector {
  const sessions = new Map<string, Buffer>();
  let secureContext: ReturnType<Library['createSecureContext']> | undefined;

  return (place, callback) => {
    const { protocol, host = place.hostname } = place;
    if (protocol === 'https:') secureContext ??= library.createSecureContext();
    const session = sessions.get(host);
    const known = { secureContext, session, maxCachedSessions: 0 };
    const connect = library.buildConnector({ ...options, ...known }) as Connector;
    return connect(place, (...result) => {
      const [, socket] = result;
      const keep = (next: Buffer) => lruSet(sessions, MOST_SESSIONS, host, next);
      if (socket) socket.on('session', keep);
      else sessions.delete(host); // which may be why it failed
      callback(...result);
    });
  };
}
