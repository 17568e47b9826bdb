import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

import { TEMPLATES } from '../../../sandbox/one-msg/template-list';
import type { Seen, ServerCalls } from './answering-server';
import { answerCalls } from './child-program';

const LARGEST_READ = 64 * 1024;
const FILE_SIZE = 120_000;

const servers: Server[] = [];
let delay = 0;
let inFlight = 0;
let seen: Omit<Seen, 'recipients' | 'connections'>;
let recipients: Set<string>;
let sockets: Set<Socket>;
forget();

function forget(): void {
  seen = { messages: 0, heads: 0, mostInFlight: 0, bytes: 0 };
  recipients = new Set();
  sockets = new Set();
}

async function readBody(request: IncomingMessage): Promise<string> {
  const kept: Buffer[] = [];
  let size = 0;
  for await (const piece of request as AsyncIterable<Buffer>) {
    size += piece.length;
    if (size <= LARGEST_READ) kept.push(piece);
  }
  seen.bytes += size;
  return size <= LARGEST_READ ? Buffer.concat(kept).toString() : '';
}

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (request.method === 'HEAD') {
    seen.heads++;
    if (delay > 0) await sleep(delay);
    response.writeHead(200, { 'content-type': 'application/pdf', 'content-length': FILE_SIZE });
    response.end();
    return;
  }
  sockets.add(request.socket);
  seen.mostInFlight = Math.max(seen.mostInFlight, ++inFlight);
  let body: string;
  try {
    body = await readBody(request);
    if (delay > 0) await sleep(delay);
  } finally {
    inFlight--;
  }
  const text = JSON.stringify(say(request.url ?? '', body));
  response.writeHead(200, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(text),
  });
  response.end(text);
}

function say(path: string, body: string): object {
  if (path.endsWith('/uploadMedia')) return { mediaId: '1234567890' };
  if (/\/templates\b/.test(path)) return { templates: TEMPLATES };
  const id = `wamid.${++seen.messages}`;
  const { phone, number } = (body ? JSON.parse(body) : {}) as Record<string, string>;
  const recipient = phone ?? number;
  if (recipient) recipients.add(recipient);
  if (path.includes('/sendMedia/')) return { key: { id }, status: 'PENDING' };
  return {
    sent: true,
    id,
    message: `Sent to ${recipient ?? 'somebody'}@c.us`,
    description: 'Message has been sent to the provider',
  };
}

async function listen({
  keepAliveMs,
  ...certificate
}: Parameters<ServerCalls['listen']>[0]): Promise<number> {
  const keeping = { ...certificate, keepAliveTimeout: keepAliveMs };
  const server = createServer(keeping, (request, response) => {
    answer(request, response).catch(() => response.destroy());
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', 1024, resolve));
  return (server.address() as AddressInfo).port;
}

answerCalls<ServerCalls>({
  listen: async (options) => ({
    messages: await listen(options),
    files: await listen(options),
  }),
  reset: async (delayMs) => {
    for (const server of servers) server.closeIdleConnections();
    await sleep(50);
    delay = delayMs;
    forget();
  },
  forget,
  seen: () => ({ ...seen, recipients: recipients.size, connections: sockets.size }),
});
