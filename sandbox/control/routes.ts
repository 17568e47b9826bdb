import type { FastifyInstance } from 'fastify';
import { failureCatalogue } from '../failures/catalogue';
import type { Failure } from '../failures/failure';
import type { RequestLog } from '../http/request-log';
import type { OneMsgChannel } from '../one-msg/channel';
import { kindOfFile } from '../one-msg/file-body';
import { chatIdOf } from '../one-msg/recipient';
import * as schemas from './schemas';
import type { CustomerMessage, SandboxConfig, Template } from './types';

export interface Controlled {
  channel: OneMsgChannel;
  log: RequestLog;
  /** Turns new connections away for a while. */
  refuseConnections(forMs: number): void;
}

/** The control API under `/control/`: what a test or a person does to the sandbox, and sees of it. */
export function controlRoutes(app: FastifyInstance, { channel, log, ...server }: Controlled): void {
  const { world, clock, outbox, failures } = channel;
  const clockState = () => ({
    now: new Date(clock.now()).toISOString(),
    aheadMs: clock.ahead,
  });

  app.post<{ Body: CustomerMessage }>(
    '/control/customer-writes',
    { schema: { body: schemas.customerMessageSchema } },
    ({ body }) => channel.customerWrites(incomingDraft(body, channel)),
  );
  app.post<{ Body: { from: string; messageId?: string } }>(
    '/control/customer-reads',
    { schema: { body: schemas.customerReadsSchema } },
    ({ body }) => channel.delivery.read(chatIdOf(body.from), body.messageId),
  );

  app.get('/control/clock', clockState);
  app.post<{ Body: { forwardMs: number } }>(
    '/control/clock',
    { schema: { body: schemas.clockSchema } },
    ({ body }) => {
      clock.forward(body.forwardMs);
      return clockState();
    },
  );

  app.get('/control/config', () => channel.config);
  app.post<{ Body: Partial<SandboxConfig> }>(
    '/control/config',
    { schema: { body: schemas.configSchema } },
    ({ body }) => (channel.config = { ...channel.config, ...body }),
  );

  app.get('/control/failures', () => failures.list());
  app.get('/control/failures/catalogue', () => failureCatalogue());
  app.post<{ Body: Failure[] }>(
    '/control/failures',
    { schema: { body: schemas.failuresSchema } },
    ({ body }) => {
      for (const failure of body) failures.add(failure);
      return failures.list();
    },
  );
  app.delete('/control/failures', () => {
    failures.clear();
    return [];
  });

  app.post<{ Body: { forMs: number } }>(
    '/control/refuse-connections',
    { schema: { body: schemas.refuseConnectionsSchema } },
    ({ body }, reply) => {
      server.refuseConnections(body.forMs);
      return reply.header('connection', 'close').send({});
    },
  );
  app.post<{ Body: Template[] }>(
    '/control/templates',
    { schema: { body: schemas.templatesSchema } },
    ({ body }) => (channel.templates = body),
  );
  app.post('/control/reset', () => {
    channel.reset();
    log.reset();
    return {};
  });

  app.get('/control/chats', () =>
    [...world.chats.values()].map(({ messages, ...chat }) => ({
      ...chat,
      windowIsOpen: world.windowIsOpen(chat.chatId),
      messageCount: messages.length,
    })),
  );
  app.get<{ Querystring: { with?: string } }>('/control/messages', ({ query }) =>
    query.with === undefined
      ? [...world.messages.values()]
      : (world.chats.get(chatIdOf(query.with))?.messages ?? []),
  );
  app.get('/control/requests', () => log.requests);
  app.get('/control/webhooks', () => ({
    urls: outbox.urls.map((url) => ({ url, disabled: outbox.isDisabled(url) })),
    posted: outbox.posted,
  }));
  app.get('/control/stats', () => ({
    ...log.traffic(),
    accepted: [...world.messages.values()].filter(({ direction }) => direction === 'outgoing')
      .length,
    deliveriesPending: channel.delivery.pending,
    webhooksPending: outbox.pending,
  }));
}

function incomingDraft(message: CustomerMessage, channel: OneMsgChannel) {
  const { from, text, senderName, quotedMessageId, media } = message;
  const draft = {
    chatId: chatIdOf(from),
    quotedMessageId: quotedMessageId ?? null,
    ...(senderName && { senderName }),
  };
  if (!media) return { ...draft, kind: 'text' as const, text: text ?? '' };
  const intake = channel.shelf.intake(media.mime);
  intake.write(Buffer.from(media.base64, 'base64'));
  return {
    ...draft,
    kind: kindOfFile(media.filename, media.mime),
    filename: media.filename,
    caption: media.caption ?? null,
    file: intake.finish(),
  };
}
