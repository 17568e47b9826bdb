import type { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Failure } from '../failures/failure';
import { cutConnection, fillIn, sendAnswer } from '../http/answer';
import { type JsonWithFiles, NotJson, readJsonWithFiles } from '../http/json-with-files';
import type { ApiRequest, ProviderApi } from './api';
import type { ProviderAccount } from './provider-account';

interface Route {
  Params: Record<string, string>;
  Querystring: Record<string, string | undefined>;
  Body: JsonWithFiles | undefined;
}

/** A provider's HTTP API, as a fastify plugin of its own: its body parser is for its routes only. */
export function apiRoutes<Account extends ProviderAccount>(
  account: Account,
  api: ProviderApi<Account>,
) {
  return (app: FastifyInstance, _options: object, done: () => void): void => {
    app.addContentTypeParser(
      'application/json',
      (_request: FastifyRequest, stream: IncomingMessage) =>
        readJsonWithFiles(stream, account.store),
    );
    if (api.takesForms)
      app.addContentTypeParser(
        'application/x-www-form-urlencoded',
        { parseAs: 'string' },
        async (_request: FastifyRequest, form: string) => {
          const fields = JSON.stringify(Object.fromEntries(new URLSearchParams(form)));
          return await readJsonWithFiles(Readable.from([Buffer.from(fields)]), account.store);
        },
      );
    app.setErrorHandler((error, _request, reply) => {
      const known = error instanceof NotJson || (error as { statusCode?: number }).statusCode;
      const text = error instanceof Error ? error.message : String(error);
      sendAnswer(reply, api.problem(known ? 400 : 500, text), false);
    });
    app.addHook('onRequest', (request: FastifyRequest, reply, next) => {
      account.log.begin(request, reply);
      // Whoever compares times with this server's goes by its Date header.
      reply.header('date', new Date(account.clock.now()).toUTCString());
      const read = readRequest(request as FastifyRequest<Route>);
      const failure = account.failures.take({ method: read.params['method'] ?? '' }, false);
      if (!failure) return next();
      void goWrong(failure, reply, account, api.ownWords(read)).then((stopped) => {
        if (stopped) account.log.stoppedBeforeRead();
        else next();
      });
    });
    app.addHook('onSend', (request: FastifyRequest, _reply, payload, next) => {
      const { token } = api.ownWords(readRequest(request as FastifyRequest<Route>));
      if (typeof payload === 'string') account.log.answered(request, payload, token);
      next(null, payload);
    });
    app.all<Route>(api.path, (request, reply) => answer(request, reply, account, api));
    done();
  };
}

async function answer<Account extends ProviderAccount>(
  request: FastifyRequest<Route>,
  reply: FastifyReply,
  account: Account,
  api: ProviderApi<Account>,
): Promise<void> {
  const read = readRequest(request);
  const { body, httpMethod } = read;
  const files = request.body?.files ?? [];
  const method = read.params['method'] ?? '';
  account.log.received(request, { method, body: withoutSecrets(body, files) });
  const { answerAfterMs } = account.config;
  if (answerAfterMs > 0 && !(await account.timers.sleep(answerAfterMs))) {
    return cutConnection(reply);
  }

  const refusal = api.refusal(read);
  if (refusal) return sendAnswer(reply, refusal, false);
  const verbs = api.methods[method];
  const run = verbs?.[httpMethod];
  if (!run) {
    const problem = verbs
      ? api.problem(405, 'Method not allowed')
      : api.problem(404, 'Method not found');
    return sendAnswer(reply, problem, false);
  }

  const failure = account.failures.take({ method, ...api.aimOf(body) }, true);
  const afterwards = failure?.stage === 'afterAccept';
  if (failure && !afterwards) {
    if (await goWrong(failure, reply, account, api.ownWords(read))) return;
  }
  const result = await run({ ...read, account, files, failure });
  if (failure && afterwards) {
    if (await goWrong(failure, reply, account, api.ownWords(read))) return;
  }
  return sendAnswer(reply, result, failure?.cut === 'midAnswer');
}

/** Lets a failure happen at its stage; true: that was the end of the request. */
async function goWrong(
  failure: Failure,
  reply: FastifyReply,
  account: ProviderAccount,
  ownWords: Record<string, string>,
): Promise<boolean> {
  const waited = !failure.delayMs || (await account.timers.sleep(failure.delayMs));
  // The sandbox was reset meanwhile: what the request belongs to is gone.
  if (!waited || failure.cut === true) {
    cutConnection(reply);
    return true;
  }
  if (!failure.answer) return false;
  sendAnswer(reply, fillIn(failure.answer, ownWords), failure.cut === 'midAnswer');
  return true;
}

/** Before the body is read it is empty. */
function readRequest(request: FastifyRequest<Route>): ApiRequest {
  const json = request.body?.json;
  const isObject = typeof json === 'object' && json !== null;
  return {
    httpMethod: request.method,
    params: request.params,
    query: request.query,
    authorization: request.headers.authorization ?? '',
    body: isObject ? (json as Record<string, unknown>) : {},
  };
}

const SECRETS = ['token', 'apiKey'];

function withoutSecrets(body: Record<string, unknown>, files: JsonWithFiles['files']) {
  const shown = { ...body };
  for (const secret of SECRETS) if (secret in shown) shown[secret] = '***';
  if (typeof shown['body'] === 'string' && files.length > 0) {
    shown['body'] = shown['body'].replace(
      /#(\d+)$/,
      (_, index: string) => `(${files[Number(index)]?.size} bytes)`,
    );
  }
  return shown;
}
