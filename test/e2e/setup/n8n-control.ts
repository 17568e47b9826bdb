import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';

import type { RunningN8n } from '../../../lab/n8n/run-n8n';
import { readContext } from './context';

/**
 * Lets tests restart the n8n that the global setup has started. They run beside it, in a world of
 * modules of their own, and only the environment and the network join the two.
 */
export async function serveN8nControl(
  n8n: Pick<RunningN8n, 'pid' | 'restart'>,
): Promise<{ url: string; close: () => Promise<void> }> {
  const server = createServer((request, response) => {
    answer(n8n, request).then(
      (body) => response.end(JSON.stringify(body)),
      (error: unknown) => response.writeHead(500).end(String(error)),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function answer(
  n8n: Pick<RunningN8n, 'pid' | 'restart'>,
  request: IncomingMessage,
): Promise<{ pid: number }> {
  if (request.method === 'POST') await n8n.restart((await json(request)) as Record<string, string>);
  return { pid: n8n.pid() };
}

/** The process that n8n runs in. */
export async function n8nPid(): Promise<number> {
  return (await call({ method: 'GET' })).pid;
}

/**
 * Ends n8n and starts it again on the same data.
 * @param changes to its settings, until the next restart
 */
export async function restartN8n(changes: Record<string, string> = {}): Promise<void> {
  await call({ method: 'POST', body: JSON.stringify(changes) });
}

async function call(request: RequestInit): Promise<{ pid: number }> {
  const response = await fetch(readContext().n8nControlUrl, request);
  const text = await response.text();
  if (!response.ok) throw new Error(text);
  return JSON.parse(text) as { pid: number };
}
