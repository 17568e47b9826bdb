import fastify, { type FastifyRequest } from 'fastify';

/** A server on this machine that stands for somebody's own system. */
export interface JsonServer {
  url: string;
  close(): Promise<void>;
}

/**
 * Starts a {@link JsonServer} on a free port of loopback.
 * @param routes what it answers as JSON, by method and path, such as `GET /customers`
 */
export async function startJsonServer(
  routes: Record<string, (request: FastifyRequest) => unknown>,
): Promise<JsonServer> {
  const app = fastify({ forceCloseConnections: true });
  for (const [route, answer] of Object.entries(routes)) {
    const [method = '', url = ''] = route.split(' ');
    app.route({
      method,
      url,
      handler: async (request, reply) => reply.send(await answer(request)),
    });
  }
  return { url: await app.listen({ host: '127.0.0.1', port: 0 }), close: () => app.close() };
}
