import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { createSecureContext, type TLSSocket } from 'node:tls';
import { buildConnector } from 'undici';
import { resumingConnector } from '../../nodes/shared/http/resuming-connector';
import { makeCertificate, type Certificate } from '../bench/setup/certificate';

let certificate: Certificate;
let servers: Server[];
let connector: buildConnector.connector;
beforeAll(async () => {
  certificate = await makeCertificate();
});
beforeEach(() => {
  servers = [];
  const context = () => createSecureContext({ ca: readFileSync(certificate.caFile) });
  const options = { timeout: 5_000 } as buildConnector.BuildOptions;
  connector = resumingConnector({ buildConnector, createSecureContext: context }, options);
});
afterEach(() => {
  for (const server of servers) {
    server.closeAllConnections();
    server.close();
  }
});

async function listen(): Promise<number> {
  const server = createServer(certificate, (_request, response) => response.end('there'));
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

/** Connects, and waits until the server has sent its session. */
async function connect(port: number, hostname = '127.0.0.1'): Promise<{ resumed: boolean }> {
  const place = { protocol: 'https:', hostname, host: `${hostname}:${port}`, port: String(port) };
  const socket = await new Promise<TLSSocket>((resolve, reject) =>
    connector(place, (error, made) => (error ? reject(error) : resolve(made as TLSSocket))),
  );
  const resumed = socket.isSessionReused();
  const answered = new Promise((resolve) => socket.once('data', resolve));
  socket.write('GET / HTTP/1.1\r\nhost: x\r\n\r\n');
  await answered;
  socket.destroy();
  return { resumed };
}

test('a new connection takes up the TLS session of the one before it', async () => {
  const port = await listen();
  expect(await connect(port)).toEqual({ resumed: false });
  for (let time = 0; time < 3; time++) expect(await connect(port)).toEqual({ resumed: true });
});

test("another server of the same name has sessions of its own, and neither's displaces the other's", async () => {
  const [one, other] = [await listen(), await listen()];
  await connect(one);
  expect(await connect(other)).toEqual({ resumed: false });
  expect(await connect(one)).toEqual({ resumed: true });
  expect(await connect(other)).toEqual({ resumed: true });
});

test('a server that does not know the session any more is connected to all the same', async () => {
  const port = await listen();
  await connect(port);
  servers[0]?.setTicketKeys(Buffer.alloc(48, 7));
  expect(await connect(port)).toEqual({ resumed: false });
  expect(await connect(port)).toEqual({ resumed: true });
});

test('where no connection comes about, the next one begins anew', async () => {
  const port = await listen();
  await connect(port);
  const [server] = servers;
  server?.closeAllConnections();
  await new Promise((resolve) => server?.close(resolve));
  await expect(connect(port)).rejects.toThrow('ECONNREFUSED');
  await new Promise<void>((resolve) => server?.listen(port, '127.0.0.1', resolve));
  expect(await connect(port)).toEqual({ resumed: false });
});

test('the sessions of the latest hundred hosts are kept', async () => {
  const port = await listen();
  await connect(port);
  await connect(port, 'localhost');
  for (let host = 0; host < 99; host++) {
    const other = await listen();
    await connect(other);
  }
  expect(await connect(port, 'localhost')).toEqual({ resumed: true });
  expect(await connect(port)).toEqual({ resumed: false });
});
