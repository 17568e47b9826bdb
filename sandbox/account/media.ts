import type { FastifyInstance } from 'fastify';
import type { Message } from '../world/types';
import { pdfPages } from './pdf-pages';
import type { ProviderAccount } from './provider-account';

/** Where the sandbox gives a message's file out, as providers do for a while. */
export function mediaUrl(origin: string, message: Message): string {
  const name = encodeURIComponent(message.filename ?? 'file');
  return `${origin}/media/${encodeURIComponent(message.id)}/${name}`;
}

/** What a browser shows and never runs; anything else is saved, for it would have the control API at hand. */
const SHOWN = /^(application\/pdf|(image\/(png|jpeg|gif|webp))|(audio|video)\/[\w.+-]+)$/;

/** The links that messages show for their files, in histories and in webhooks. HEAD tells a PDF's pages. */
export function mediaRoutes(app: FastifyInstance, accounts: ProviderAccount[]): void {
  app.get<{ Params: { id: string } }>('/media/:id/:filename', (request, reply) => {
    for (const { world, store } of accounts) {
      const file = world.messages.get(request.params.id)?.file;
      const bytes = file && store.bytes(file.sha256);
      if (!bytes) continue;
      const pages = pdfPages(bytes);
      if (pages) reply.header('x-pages', pages);
      return reply
        .header('content-disposition', SHOWN.test(file.mime) ? 'inline' : 'attachment')
        .header('x-content-type-options', 'nosniff')
        .type(file.mime)
        .send(bytes);
    }
    return reply.code(404).send({ error: 'The file is not kept' });
  });
}
