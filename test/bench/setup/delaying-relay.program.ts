import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

import { answerCalls } from './child-program';

/** The functions of this program. */
export interface RelayCalls {
  /** @returns the port of a relay to another port of this machine, as if that were so far away */
  open(relay: { port: number; roundTripMs: number }): Promise<number>;
}

/**
 * Hands on what comes, half a round trip later and in its order. A connection to this machine is made at once; so what
 * comes in the first round trip waits for its end, as it would have been sent only then.
 * @param earliest when the connection would have been made
 */
function carry(from: Socket, to: Socket, halfMs: number, earliest: number): void {
  const underWay: Array<() => void> = [];
  const later = (act: () => void) => {
    underWay.push(act);
    const wait = Math.max(0, earliest - performance.now()) + halfMs;
    setTimeout(() => underWay.shift()!(), wait);
  };
  from.on('data', (data: Buffer) => later(() => to.write(data)));
  from.on('end', () => later(() => to.end()));
  from.on('error', () => later(() => to.destroy()));
  from.setNoDelay();
}

answerCalls<RelayCalls>({
  open: async ({ port, roundTripMs }) => {
    const relay = createServer({ allowHalfOpen: true }, (client) => {
      const server = connect({ host: '127.0.0.1', port, allowHalfOpen: true });
      const made = performance.now() + roundTripMs;
      carry(client, server, roundTripMs / 2, made);
      carry(server, client, roundTripMs / 2, made);
    });
    await new Promise<void>((resolve) => relay.listen(0, '127.0.0.1', 1024, resolve));
    return (relay.address() as AddressInfo).port;
  },
});
