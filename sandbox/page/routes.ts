import { readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import type { FastifyInstance, FastifyReply } from 'fastify';

const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
};

/** Whatever a customer or a business writes, nothing runs or is fetched but the page's own. */
const POLICY = "default-src 'self'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'";

/** The phone page at `/`, and its parts at `/page/`: the files of this folder as they are. */
export function pageRoutes(app: FastifyInstance): void {
  const files = new Set(readdirSync(__dirname).filter((name) => extname(name) in TYPES));
  const send = async (reply: FastifyReply, name: string) => {
    if (!files.has(name)) return reply.code(404).send({ error: 'There is no such file' });
    return reply
      .header('content-security-policy', POLICY)
      .header('x-content-type-options', 'nosniff')
      .header('cache-control', 'no-cache')
      .type(TYPES[extname(name)] ?? '')
      .send(await readFile(join(__dirname, name)));
  };
  app.get('/', (_request, reply) => send(reply, 'index.html'));
  app.get<{ Params: { name: string } }>('/page/:name', ({ params }, reply) =>
    send(reply, params.name),
  );
}
