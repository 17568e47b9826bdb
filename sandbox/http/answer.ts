import type { FastifyReply } from 'fastify';
import type { FailureAnswer } from '../failures/failure';

/** What a method of a provider's API answers. */
export interface Answer {
  status: number;
  body: Record<string, unknown> | unknown[];
}

/** Puts the request's own token and channel where a failure's answer asks for them. */
export function fillIn(answer: FailureAnswer, values: Record<string, string>): FailureAnswer {
  const text = typeof answer.body === 'string' ? answer.body : JSON.stringify(answer.body);
  const isText = typeof answer.body === 'string';
  const filled = text.replace(/\{\{(\w+)\}\}/g, (whole, name: string) => {
    const value = values[name] ?? whole;
    return isText ? value : JSON.stringify(value).slice(1, -1);
  });
  const contentType = answer.contentType ?? (isText ? 'text/plain' : 'application/json');
  return { ...answer, body: filled, contentType };
}

/** Sends the answer, or with `cut` its first half and then nothing any more. */
export function sendAnswer(
  reply: FastifyReply,
  answer: Answer | FailureAnswer,
  cut: boolean,
): void {
  const body = typeof answer.body === 'string' ? answer.body : JSON.stringify(answer.body);
  const contentType = ('contentType' in answer && answer.contentType) || 'application/json';
  const headers = {
    ...('headers' in answer ? answer.headers : {}),
    'content-type': `${contentType}; charset=utf-8`,
  };
  if (!cut) {
    reply.code(answer.status).headers(headers).send(body);
    return;
  }
  const { raw } = reply.hijack();
  raw.writeHead(answer.status, { ...headers, 'content-length': Buffer.byteLength(body) });
  raw.write(body.slice(0, body.length / 2), () => raw.destroy());
}

/** Cuts the connection without an answer. */
export function cutConnection(reply: FastifyReply): void {
  reply.hijack();
  reply.raw.destroy();
}
