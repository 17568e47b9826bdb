import type { FastifyInstance } from 'fastify';
import type { Message } from '../world/types';
import type { ProviderAccount } from './provider-account';

/** Where the sandbox gives a message's file out, as providers do for a while. */
export function mediaUrl(origin: string, message: Message): string {
  const name = encodeURIComponent(message.filename ?? 'file');
  return `${origin}/media/${encodeURIComponent(message.id)}/${name}`;
}

/** The links that messages show for their files, in histories and in webhooks. */
export function mediaRoutes(app: FastifyInstance, accounts: ProviderAccount[]): void {
  app.get<{ Params: { id: string } }>('/media/:id/:filename', (request, reply) => {
    for (const { world, shelf } of accounts) {
      const file = world.messages.get(request.params.id)?.file;
      const bytes = file && shelf.bytes(file.sha256);
      if (bytes) return reply.type(file.mime).send(bytes);
    }
    return reply.code(404).send({ error: 'The file is not kept' });
  });
}
