import type { Clock } from '../async/clock';
import type { Connector, Socket } from './resuming-connector';

type Callback = Parameters<Connector>[1];

/**
 * Begins to connect before there is anything to send.
 * @param openMs after so many milliseconds it is closed again, if nobody took it: a server may be about to
 * @returns the socket, and what an undici client connects with: the first time it is given this connection, unless
 * that has failed or ended by then
 */
export function connectEarly(
  connector: Connector,
  origin: string,
  clock: Clock,
  openMs: number,
): { socket: Socket; connector: Connector } {
  const { hostname, host, protocol, port } = new URL(origin);
  const until = clock.now() + openMs;
  let isFree = true;
  let isConnecting = true;
  let taker: Callback | undefined;
  const socket = connector({ hostname, host, protocol, port }, (...result) => {
    isConnecting = false;
    taker?.(...result);
  });
  void clock.sleep(openMs).then(() => {
    if (isFree) socket.destroy();
    isFree = false;
  });

  const take: Connector = (options, callback) => {
    const isGood = isFree && !socket.destroyed && socket.writable && clock.now() < until;
    if (isFree && !isGood) socket.destroy();
    isFree = false;
    if (!isGood) return connector(options, callback);
    if (isConnecting) taker = callback;
    else void Promise.resolve().then(() => callback(null, socket)); // undici counts on being called later
    return socket;
  };
  return { socket, connector: take };
}
