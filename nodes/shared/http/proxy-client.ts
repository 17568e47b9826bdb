import type { Client, Dispatcher } from 'undici';
import { failureReason } from './failure-reason';
import type { Connector, Socket } from './resuming-connector';

type Connect = (options: Dispatcher.ConnectOptions) => Promise<Dispatcher.ConnectData>;

const PROXY = 'the proxy that HTTP_PROXY or HTTPS_PROXY names';
const TOO_EARLY = 'sent something in the place of the server before that was asked';

/**
 * Makes what undici's ProxyAgent asks a proxy for tunnels with. Its own would be asked again for ever, even when
 * nobody waits any more: a proxy that closes makes undici's error UND_ERR_SOCKET, after which a client does not give
 * up what it has to send but connects anew (`onError` in undici's client.js). Ours turns every failure into an error
 * that undici knows nothing of, and tells to whoever waits.
 * @param undiciClient undici's Client, which is loaded late
 * @param begun told of each socket to a proxy, which then is the tunnel, too, when it begins to connect
 */
export function clientOfProxy(undiciClient: typeof Client, begun: (socket: Socket) => void) {
  return (proxy: URL, { connect: connector }: { connect?: Connector }): Dispatcher => {
    const client = new undiciClient(proxy, {
      connect: (place, callback) => begun(connector!(place, callback)),
    });
    const connect: Connect = client.connect.bind(client);
    const connectOnce: Connect = async (options) => {
      const tunnel = await connect(options).catch((error: unknown) => {
        throw new Error(`${PROXY} did not connect: ${failureReason(error)}`);
      });
      const { statusCode, socket } = tunnel;
      // Before it is asked no server says anything. undici would drop such a tunnel and have another made, for ever.
      const isEarly = socket.readableLength > 0;
      if (statusCode === 200 && !isEarly) return tunnel;
      socket.on('error', () => undefined).destroy();
      throw new Error(`${PROXY} ${statusCode === 200 ? TOO_EARLY : refusal(statusCode)}`);
    };
    return Object.assign(client, { connect: connectOnce });
  };
}

/** @returns the end of a sentence without full stop */
function refusal(status: number): string {
  const answered = `refused to connect: it answered HTTP ${status}`;
  return status === 407 ? `${answered}, since it wants a user name and a password` : answered;
}
