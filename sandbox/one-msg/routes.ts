import type { IncomingMessage } from 'node:http';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Failure } from '../failures/failure';
import { cutConnection, fillIn, sendAnswer } from '../http/answer';
import { type JsonWithFiles, NotJson, readJsonWithFiles } from '../http/json-with-files';
import type { RequestLog } from '../http/request-log';
import { type OneMsgCall, type OneMsgMethod, refused } from './call';
import type { OneMsgChannel } from './channel';
import { hookInfo, messages, status, templates } from './read-methods';
import { chatIdOf } from './recipient';
import { sendFile } from './send-file';
import { sendTemplate } from './send-template';
import { uploadMedia } from './upload-media';
import { settings, webhook } from './webhook-settings';

const METHODS: Record<string, Partial<Record<string, OneMsgMethod>>> = {
  status: { GET: status },
  sendFile: { POST: sendFile },
  sendTemplate: { POST: sendTemplate },
  templates: { GET: templates },
  uploadMedia: { POST: uploadMedia },
  hookInfo: { GET: hookInfo },
  messages: { GET: messages },
  webhook: { GET: webhook, POST: webhook },
  settings: { GET: settings, POST: settings },
};

interface ApiRequest {
  Params: { channelId: string; method: string };
  Querystring: Record<string, string | undefined>;
  Body: JsonWithFiles | undefined;
}

/** 1MSG's HTTP API, as a fastify plugin of its own: its body parser is for its routes only. */
export function oneMsgRoutes(channel: OneMsgChannel, log: RequestLog) {
  return (app: FastifyInstance, _options: object, done: () => void): void => {
    app.addContentTypeParser(
      'application/json',
      (_request: FastifyRequest, stream: IncomingMessage) =>
        readJsonWithFiles(stream, channel.shelf),
    );
    app.setErrorHandler((error, _request, reply) => {
      const known = error instanceof NotJson || (error as { statusCode?: number }).statusCode;
      const text = error instanceof Error ? error.message : String(error);
      sendAnswer(reply, refused(known ? 400 : 500, text), false);
    });
    app.addHook('onRequest', (request, reply, next) => {
      log.begin(request, reply);
      // Whoever compares times with this server's goes by its Date header.
      reply.header('date', new Date(channel.clock.now()).toUTCString());
      const { method = '' } = request.params as { method?: string };
      const failure = channel.failures.take({ method }, false);
      if (!failure) return next();
      void goWrong(failure, request, reply, channel).then((stopped) => {
        if (stopped) log.stoppedBeforeRead();
        else next();
      });
    });
    app.all<ApiRequest>('/:channelId/:method', (request, reply) =>
      answer(request, reply, channel, log),
    );
    done();
  };
}

async function answer(
  request: FastifyRequest<ApiRequest>,
  reply: FastifyReply,
  channel: OneMsgChannel,
  log: RequestLog,
): Promise<void> {
  const { channelId, method } = request.params;
  const { json, files } = request.body ?? { json: {}, files: [] };
  const body = (typeof json === 'object' && json !== null ? json : {}) as Record<string, unknown>;
  log.received(request, {
    method,
    body: withoutSecrets(body, files),
    at: new Date(channel.clock.now()).toISOString(),
  });
  const { answerAfterMs } = channel.config;
  if (answerAfterMs > 0 && !(await channel.timers.sleep(answerAfterMs))) {
    return cutConnection(reply);
  }

  if (channelId !== channel.identity.channelId) {
    return sendAnswer(reply, refused(404, `Channel "${channelId}" not found`), false);
  }
  const token = tokenOf(request, body);
  if (token !== channel.identity.token) {
    // 1MSG's own text echoes the token (1msg-api.md), which is why it is refused so exactly here.
    const text = `Wrong token "${token}" for channel "${channelId}". Please provide a valid token.`;
    return sendAnswer(reply, refused(401, text), false);
  }
  const verbs = METHODS[method];
  const run = verbs?.[request.method];
  if (!run) {
    const problem = verbs ? refused(405, 'Method not allowed') : refused(404, 'Method not found');
    return sendAnswer(reply, problem, false);
  }

  const failure = channel.failures.take({ method, ...aimOf(body) }, true);
  const afterwards = failure?.stage === 'afterAccept';
  if (failure && !afterwards) {
    if (await goWrong(failure, request, reply, channel, token)) return;
  }
  const { query, method: httpMethod } = request;
  const call: OneMsgCall = { channel, httpMethod, query, body, files, failure };
  const result = await run(call);
  if (failure && afterwards) {
    if (await goWrong(failure, request, reply, channel, token)) return;
  }
  return sendAnswer(reply, result, failure?.cut === 'midAnswer');
}

/** Lets a failure happen at its stage; true: that was the end of the request. */
async function goWrong(
  failure: Failure,
  request: FastifyRequest,
  reply: FastifyReply,
  channel: OneMsgChannel,
  token = bearerOf(request),
): Promise<boolean> {
  const waited = !failure.delayMs || (await channel.timers.sleep(failure.delayMs));
  // The sandbox was reset meanwhile: what the request belongs to is gone.
  if (!waited || failure.cut === true) {
    cutConnection(reply);
    return true;
  }
  if (!failure.answer) return false;
  const { channelId } = channel.identity;
  const filled = fillIn(failure.answer, { token, channel: channelId });
  sendAnswer(reply, filled, failure.cut === 'midAnswer');
  return true;
}

/** A token in the query or the body wins over the header (1msg-api.md). */
function tokenOf(request: FastifyRequest<ApiRequest>, body: Record<string, unknown>): string {
  const given = request.query['token'] ?? body['token'];
  if (typeof given === 'string') return given;
  return bearerOf(request);
}

function bearerOf(request: FastifyRequest): string {
  return request.headers.authorization?.replace(/^Bearer\s+/i, '') ?? '';
}

function aimOf(body: Record<string, unknown>): { chatId?: string; filename?: string } {
  const recipient = body['chatId'] ?? body['phone'];
  const filename = body['filename'];
  return {
    ...(typeof recipient === 'string' && { chatId: chatIdOf(recipient) }),
    ...(typeof filename === 'string' && { filename }),
  };
}

function withoutSecrets(body: Record<string, unknown>, files: JsonWithFiles['files']) {
  const shown = { ...body };
  if ('token' in shown) shown['token'] = '***';
  if (typeof shown['body'] === 'string' && files.length > 0) {
    shown['body'] = shown['body'].replace(
      /#(\d+)$/,
      (_, index: string) => `(${files[Number(index)]?.size} bytes)`,
    );
  }
  return shown;
}
