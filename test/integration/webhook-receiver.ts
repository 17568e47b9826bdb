import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Waits until something holds; an error is a no. */
export async function until(holds: () => Promise<boolean>): Promise<void> {
  while (!(await holds().catch(() => false))) await new Promise((resume) => setTimeout(resume, 5));
}

/** An endpoint for webhooks, and what it got. */
export interface Receiver {
  url: string;
  server: Server;
  bodies: Record<string, unknown>[];
  /** Statuses of the next answers, or `never`; then 200. */
  answers: (number | 'never')[];
  reset(): void;
}

/** Stands where n8n would: takes webhooks, and answers HEAD with 403 as a pre-signed link does. */
export async function startReceiver(): Promise<Receiver> {
  const bodies: Receiver['bodies'] = [];
  const answers: Receiver['answers'] = [];
  const server = createServer((request, response) => {
    let text = '';
    request.on('data', (piece: Buffer) => (text += piece.toString()));
    request.on('end', () => {
      const status = request.method === 'POST' ? (answers.shift() ?? 200) : 403;
      if (request.method === 'POST') bodies.push(JSON.parse(text) as Record<string, unknown>);
      if (status === 'never') return;
      response.statusCode = status;
      response.end();
    });
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`;
  const reset = () => {
    bodies.length = 0;
    answers.length = 0;
  };
  return { url, server, bodies, answers, reset };
}
