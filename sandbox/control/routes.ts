import type { FastifyInstance } from 'fastify';
import type { AccountConfig } from '../account/config';
import type { ProviderAccount } from '../account/provider-account';
import { failureCatalogue } from '../catalogue';
import type { Failure } from '../failures/failure';
import { kindOfFile } from '../world/file-kind';
import { eventRoute } from './events';
import * as schemas from './schemas';
import type { CustomerMessage } from './types';

/** What of the control API differs from provider to provider. */
export interface ProviderControl<Account extends ProviderAccount> {
  /** JSON schema of a part of the configuration. */
  configSchema: object;
  /** Whether a message can be queued instead of sent. */
  queues: boolean;
  /** The pattern of those whom the provider lets write. */
  customers: string;
  /** Adds the routes that only this provider has. */
  addRoutes(app: FastifyInstance, account: Account): void;
}

/** What concerns the whole server, not one account. */
export interface ServerControl {
  /** Turns new connections away for a while, until then or until this account is reset. */
  refuseConnections(forMs: number, account: ProviderAccount): void;
}

/**
 * The control API of an account, as a fastify plugin to be registered under `/control/<provider>`: what a
 * test or a person does to the sandbox, and sees of it.
 */
export function controlRoutes<Account extends ProviderAccount>(
  account: Account,
  control: ProviderControl<Account>,
  server: ServerControl,
) {
  return (app: FastifyInstance, _options: object, done: () => void): void => {
    addActions(app, account, control, server);
    addSettings(app, account, control);
    addViews(app, account);
    eventRoute(app, account);
    control.addRoutes(app, account);
    done();
  };
}

function addActions(
  app: FastifyInstance,
  account: ProviderAccount,
  control: Pick<ProviderControl<never>, 'customers'>,
  server: ServerControl,
): void {
  app.post<{ Body: CustomerMessage }>(
    '/customer-writes',
    { schema: { body: schemas.customerMessageSchema(control.customers) } },
    ({ body }) => account.customerWrites(incomingDraft(body, account)),
  );
  app.post<{ Body: { from: string; messageId?: string } }>(
    '/customer-reads',
    { schema: { body: schemas.customerReadsSchema } },
    ({ body }) => account.delivery.read(account.chatIdOf(body.from), body.messageId),
  );
  app.post<{ Body: { forMs: number } }>(
    '/refuse-connections',
    { schema: { body: schemas.refuseConnectionsSchema } },
    ({ body }, reply) => {
      server.refuseConnections(body.forMs, account);
      return reply.header('connection', 'close').send({});
    },
  );
  app.post('/reset', () => {
    account.reset();
    return {};
  });
}

function addSettings<Account extends ProviderAccount>(
  app: FastifyInstance,
  account: Account,
  control: ProviderControl<Account>,
): void {
  const { clock, failures, provider } = account;
  const clockState = () => ({
    now: new Date(clock.now()).toISOString(),
    aheadMs: clock.ahead,
  });
  app.get('/clock', clockState);
  app.post<{ Body: { forwardMs: number } }>(
    '/clock',
    { schema: { body: schemas.clockSchema } },
    ({ body }) => {
      clock.forward(body.forwardMs);
      return clockState();
    },
  );

  app.get('/config', () => account.config);
  app.post<{ Body: Partial<AccountConfig> }>(
    '/config',
    { schema: { body: control.configSchema } },
    ({ body }) => account.configure(body),
  );

  app.get('/failures', () => failures.list());
  app.get('/failures/catalogue', () => failureCatalogue(provider));
  app.post<{ Body: Failure[] }>(
    '/failures',
    { schema: { body: schemas.failuresSchema(control.queues) } },
    ({ body }) => {
      for (const failure of body) failures.add(failure);
      return failures.list();
    },
  );
  app.delete('/failures', () => {
    failures.clear();
    return [];
  });
}

function addViews(app: FastifyInstance, account: ProviderAccount): void {
  const { world, outbox, log } = account;
  app.get('/chats', () =>
    [...world.chats.values()].map(({ messages, ...chat }) => ({
      ...chat,
      windowIsOpen: world.windowIsOpen(chat.chatId),
      windowClosesAt: world.windowClosesAt(chat.chatId),
      messageCount: messages.length,
      lastMessage: messages.at(-1) ?? null,
    })),
  );
  app.get<{ Querystring: { with?: string } & Last['Querystring'] }>(
    '/messages',
    { schema: lastSchema },
    ({ query }) =>
      lastOf(
        query.with === undefined
          ? [...world.messages.values()]
          : (world.chats.get(account.chatIdOf(query.with))?.messages ?? []),
        query,
      ),
  );
  app.get<Last>('/requests', { schema: lastSchema }, ({ query }) => lastOf(log.requests, query));
  app.get<Last>('/webhooks', { schema: lastSchema }, ({ query }) => ({
    urls: outbox.urls.map((url) => ({ url, disabled: outbox.isDisabled(url) })),
    posted: lastOf(outbox.posted, query),
  }));
  app.get('/stats', () => ({
    ...log.traffic(),
    accepted: [...world.messages.values()].filter(({ direction }) => direction === 'outgoing')
      .length,
    deliveriesPending: account.delivery.pending,
    webhooksPending: outbox.pending,
    webhooksScheduled: outbox.scheduled,
  }));
}

interface Last {
  Querystring: { last?: string };
}

const lastSchema = {
  querystring: {
    type: 'object',
    properties: { last: { type: 'string', pattern: '^[1-9]\\d*$' } },
  },
};

/** The newest of a list, oldest first; all of it when no number is asked for. */
function lastOf<T>(list: T[], { last }: Last['Querystring']): T[] {
  return last === undefined ? list : list.slice(-Number(last));
}

function incomingDraft(message: CustomerMessage, account: ProviderAccount) {
  const { from, text, senderName, quotedMessageId, media } = message;
  const draft = {
    chatId: account.chatIdOf(from),
    quotedMessageId: quotedMessageId ?? null,
    ...(senderName && { senderName }),
  };
  if (!media) return { ...draft, kind: message.kind ?? ('text' as const), text: text ?? '' };
  const intake = account.store.intake(media.mime);
  intake.write(Buffer.from(media.base64, 'base64'));
  return {
    ...draft,
    kind: message.kind ?? kindOfFile(media.filename, media.mime),
    filename: media.filename,
    caption: media.caption ?? null,
    file: intake.finish(),
  };
}
