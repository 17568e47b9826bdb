import type { buildConnector } from 'undici';
import type { Clock } from '../clock';

type Socket = NonNullable<Parameters<buildConnector.Callback>[1]>;

/**
 * Begins to connect before there is anything to send.
 * @param openMs after so many milliseconds it is closed again, if nobody took it: a server may be about to
 * @returns what an undici client connects with: the first time it is given this connection, if there is still one
 */
export function connectEarly(
  connector: buildConnector.connector,
  origin: string,
  clock: Clock,
  openMs: number,
): buildConnector.connector {
  const { hostname, host, protocol, port } = new URL(origin);
  let early: Promise<Socket> | undefined = new Promise<Socket>((resolve, reject) =>
    connector({ hostname, host, protocol, port }, (error, socket) =>
      error ? reject(error) : resolve(socket),
    ),
  );
  early.catch(() => undefined); // told to whoever takes it
  const until = clock.now() + openMs;
  void clock.sleep(openMs).then(async () => {
    const unused = early;
    early = undefined;
    (await unused?.catch(() => undefined))?.destroy();
  });

  return (options, callback) => {
    const taken = early;
    early = undefined;
    if (!taken) return connector(options, callback);
    taken.then(
      (socket) => {
        if (!socket.destroyed && socket.writable && clock.now() < until)
          return callback(null, socket);
        socket.destroy();
        connector(options, callback);
      },
      (error: Error) => callback(error, null),
    );
  };
}
