import fastify, { type FastifyInstance } from 'fastify';
import { Server } from 'node:net';
import { apiRoutes } from './account/api-routes';
import { mediaRoutes } from './account/media';
import type { ProviderAccount } from './account/provider-account';
import { SandboxControl } from './control-client';
import { controlRoutes, type ServerControl } from './control/routes';
import { ninetyNineDigitalApi } from './ninety-nine-digital/api';
import type { NinetyNineDigitalConfig } from './ninety-nine-digital/config';
import { ninetyNineDigitalControl } from './ninety-nine-digital/control';
import { NinetyNineDigitalNumber } from './ninety-nine-digital/number';
import { oneMsgApi } from './one-msg/api';
import { OneMsgChannel } from './one-msg/channel';
import type { OneMsgConfig } from './one-msg/config';
import { oneMsgControl } from './one-msg/control';
import { pageRoutes } from './page/routes';
import { sampleRoutes } from './samples/routes';

export interface SandboxOptions {
  /** Default 0: a free one. */
  port?: number;
  /** Default `127.0.0.1`. There is no protection on the control API: keep it on loopback. */
  host?: string;
  /** The 1MSG channel's ID and token. */
  channelId?: string;
  token?: string;
  /** The channel's configuration at the start and after each reset, where it differs from the default. */
  config?: Partial<OneMsgConfig>;
  /** The number at 99digital: digits without `+`, its key, and its configuration as above. */
  ninetyNineDigital?: {
    from?: string;
    apiKey?: string;
    config?: Partial<NinetyNineDigitalConfig>;
  };
}

export interface Sandbox {
  /** Without a trailing slash; it is the base URL of both providers' credentials. */
  url: string;
  channelId: string;
  token: string;
  /** Controls the 1MSG channel. */
  control: SandboxControl;
  ninetyNineDigital: { from: string; apiKey: string; control: SandboxControl<'99digital'> };
  close(): Promise<void>;
}

export const DEFAULT_CHANNEL_ID = 'ODI371267300';
export const DEFAULT_TOKEN = 'sandbox-token-2048-not-a-secret';
export const DEFAULT_FROM = '972771234567';
export const DEFAULT_API_KEY = 'sandbox-key-2048-not-a-secret';

const LARGEST_BODY = 256 * 1024 * 1024;

/**
 * Starts a 1MSG and a 99digital of our own: a real HTTP server with one account at each, phones, webhooks and
 * a control API.
 */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const { port = 0, host = '127.0.0.1' } = options;
  const { channelId = DEFAULT_CHANNEL_ID, token = DEFAULT_TOKEN } = options;
  const { from = DEFAULT_FROM, apiKey = DEFAULT_API_KEY } = options.ninetyNineDigital ?? {};
  const channel = new OneMsgChannel({ channelId, token }, options.config);
  const number = new NinetyNineDigitalNumber({ from, apiKey }, options.ninetyNineDigital?.config);
  const accounts: ProviderAccount[] = [channel, number];
  let closing = false;
  const app = fastify({
    bodyLimit: LARGEST_BODY,
    forceCloseConnections: true,
    // Links to media end in the file's name, which can be long, and longer yet when it is encoded.
    routerOptions: { maxParamLength: 4_000 },
    // Type mistakes and unknown names in control requests are refused rather than mended.
    ajv: { customOptions: { coerceTypes: false, removeAdditional: false } },
  });
  const server: ServerControl = {
    refuseConnections: (forMs, { timers }) => {
      const listenAgain = stopListening(app);
      const unlessClosing = () => (closing ? undefined : listenAgain?.());
      timers.after(forMs, unlessClosing, unlessClosing);
    },
  };
  await app.register(apiRoutes(channel, oneMsgApi(channel)));
  await app.register(apiRoutes(number, ninetyNineDigitalApi(number)));
  const prefixOf = ({ provider }: ProviderAccount) => ({ prefix: `/control/${provider}` });
  await app.register(controlRoutes(channel, oneMsgControl, server), prefixOf(channel));
  await app.register(controlRoutes(number, ninetyNineDigitalControl, server), prefixOf(number));
  app.post('/control/reset', () => {
    for (const account of accounts) account.reset();
    return {};
  });
  pageRoutes(app);
  sampleRoutes(app);
  mediaRoutes(app, accounts);
  const url = await app.listen({ port, host });
  for (const account of accounts) account.origin = url;
  return {
    ...{ url, channelId, token },
    control: new SandboxControl(url),
    ninetyNineDigital: { from, apiKey, control: new SandboxControl(url, '99digital') },
    close: async () => {
      closing = true;
      await Promise.all(accounts.map((account) => account.close()));
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
