import fastify, { type FastifyInstance } from 'fastify';
import { Server } from 'node:net';
import { SandboxControl } from './control-client';
import { controlRoutes } from './control/routes';
import { RequestLog } from './http/request-log';
import { OneMsgChannel } from './one-msg/channel';
import type { SandboxConfig } from './one-msg/config';
import { oneMsgRoutes } from './one-msg/routes';
import { sampleRoutes } from './samples/routes';
import { Clock } from './world/clock';

export interface SandboxOptions {
  /** Default 0: a free one. */
  port?: number;
  /** Default `127.0.0.1`. There is no protection on the control API: keep it on loopback. */
  host?: string;
  channelId?: string;
  token?: string;
  /** The configuration at the start and after each reset, where it differs from the default. */
  config?: Partial<SandboxConfig>;
}

export interface Sandbox {
  /** Without a trailing slash; it is the credential's base URL. */
  url: string;
  channelId: string;
  token: string;
  control: SandboxControl;
  close(): Promise<void>;
}

export const DEFAULT_CHANNEL_ID = 'ODI371267300';
export const DEFAULT_TOKEN = 'sandbox-token-2048-not-a-secret';

const LARGEST_BODY = 256 * 1024 * 1024;

/** Starts a 1MSG of our own: a real HTTP server with one channel, phones, webhooks and a control API. */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const { port = 0, host = '127.0.0.1', config = {} } = options;
  const { channelId = DEFAULT_CHANNEL_ID, token = DEFAULT_TOKEN } = options;
  const channel = new OneMsgChannel({ channelId, token }, new Clock(), config);
  const log = new RequestLog();
  let closing = false;
  const app = fastify({
    bodyLimit: LARGEST_BODY,
    forceCloseConnections: true,
    // Type mistakes and unknown names in control requests are refused rather than mended.
    ajv: { customOptions: { coerceTypes: false, removeAdditional: false } },
  });
  await app.register(oneMsgRoutes(channel, log));
  controlRoutes(app, {
    channel,
    log,
    refuseConnections: (forMs) => {
      const listenAgain = stopListening(app);
      const unlessClosing = () => (closing ? undefined : listenAgain?.());
      channel.timers.after(forMs, unlessClosing, unlessClosing);
    },
  });
  sampleRoutes(app);
  mediaRoutes(app, channel);
  const url = await app.listen({ port, host });
  channel.origin = url;
  return {
    url,
    channelId,
    token,
    control: new SandboxControl(url),
    close: async () => {
      closing = true;
      await channel.close();
      await app.close();
    },
  };
}

/** Stops listening, so that connecting fails with ECONNREFUSED; the result listens again on that port. */
function stopListening(app: FastifyInstance): (() => void) | undefined {
  const address = app.server.address();
  if (address === null || typeof address === 'string') return undefined; // refusing already
  // The HTTP server's own close() would wait for requests in flight; only the listening ends here.
  Server.prototype.close.call(app.server);
  app.server.closeIdleConnections();
  return () => void app.server.listen(address.port, address.address);
}

/** The links that messages show for their files, in the history and in webhooks. */
function mediaRoutes(app: FastifyInstance, { world, shelf }: OneMsgChannel): void {
  app.get<{ Params: { id: string } }>('/media/:id/:filename', (request, reply) => {
    const file = world.messages.get(request.params.id)?.file;
    const bytes = file && shelf.bytes(file.sha256);
    if (!bytes) return reply.code(404).send({ error: 'The file is not kept' });
    return reply.type(file.mime).send(bytes);
  });
}
