import type { FastifyInstance } from 'fastify';
import type { ProviderAccount } from '../account/provider-account';
import { type Part, watch } from '../account/watch';

/** What changes within this time is told at once: a bench changes thousands of things a second. */
const GATHER_MS = 60;

/**
 * `GET …/events`: server-sent events, each a JSON list of the parts of the account that have changed since
 * the one before. What they have become is read from the views of the same names.
 */
export function eventRoute(app: FastifyInstance, account: ProviderAccount): void {
  app.get('/events', (_request, reply) => {
    reply.hijack();
    const { raw } = reply;
    raw.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
    raw.write('retry: 1000\n\n');
    const parts = new Set<Part>();
    let timer: NodeJS.Timeout | undefined;
    const stopWatching = watch(account, (part) => {
      parts.add(part);
      timer ??= setTimeout(() => {
        timer = undefined;
        raw.write(`data: ${JSON.stringify([...parts])}\n\n`);
        parts.clear();
      }, GATHER_MS);
    });
    raw.once('close', () => {
      stopWatching();
      clearTimeout(timer);
    });
  });
}
