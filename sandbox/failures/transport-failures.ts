import { DELIVERY_FAILURES } from './delivery-failures';
import type { Failure, FailureAnswer } from './failure';

/** A way to fail, to be planned for a method. */
export type KnownFailure = Omit<Failure, 'method'>;

/** One form that an answer of a status and a text can have. */
export type AnswerShape = (status: number, text: string) => FailureAnswer;

/** The answers of which the provider's own server, or a proxy in front of it, is capable. */
export const commonShapes = {
  errorText: (status, error) => ({ status, body: { error } }),
  plainText: (status, body) => ({ status, body }),
  htmlPage: (status, text) => ({
    status,
    body: `<html><head><title>${status}</title></head><body><h1>${text}</h1></body></html>`,
    contentType: 'text/html',
  }),
} satisfies Record<string, AnswerShape>;

/**
 * Answers of which nobody can tell what they mean.
 * @param truncatedJson the beginning of the provider's good answer
 */
export function unreadable(truncatedJson: string) {
  return {
    html: { status: 200, body: '<html><body>Welcome</body></html>', contentType: 'text/html' },
    empty: { status: 200, body: '', contentType: 'application/json' },
    truncatedJson: { status: 200, body: truncatedJson, contentType: 'application/json' },
    emptyObject: { status: 200, body: {} },
  } satisfies Record<string, FailureAnswer>;
}

/** What an answer may say without its meaning anything for the message, as a gateway or the file's server says it. */
export const MISLEADING_TEXTS = {
  rateLimit: 'upstream timed out (rate limit service)',
  tooMany: 'Too many requests',
  windowClosed: 'Message was not sent: dialog window is closed',
  reEngagement: '(#131047) Re-engagement message',
  wrongToken: 'Wrong token',
  newLine: 'Param text cannot have new-line/tab characters',
  whatWasSent: 'Internal server error while sending {{file}} ({{caption}}) from {{link}}',
};

/**
 * The ways to fail that every provider has: too busy, slow, cut, broken, unreadable, undeliverable. Times
 * in it (`Retry-After` as a date) are of the moment of the call.
 * @param unreadableAnswers the provider's own, of {@link unreadable}
 */
export function transportFailures(
  unreadableAnswers: Record<string, FailureAnswer>,
): Record<string, KnownFailure> {
  const inAMoment = new Date(Date.now() + 2_000).toUTCString();
  const tooMany = commonShapes.errorText(429, 'Too many requests');
  const failures: Record<string, KnownFailure> = {
    'too many requests': { answer: tooMany },
    'too many requests, retry after seconds': {
      answer: { ...tooMany, headers: { 'retry-after': '1' } },
    },
    'too many requests, retry after a date': {
      answer: { ...tooMany, headers: { 'retry-after': inAMoment } },
    },
    'too many requests, retry after 0': { answer: { ...tooMany, headers: { 'retry-after': '0' } } },
    'too many requests, retry after a date that has passed': {
      answer: { ...tooMany, headers: { 'retry-after': 'Thu, 01 Jan 1970 00:00:00 GMT' } },
    },
    'too many requests, said with 400': { answer: commonShapes.errorText(400, 'Too many request') },
    '403, subscription blocked': { answer: commonShapes.errorText(403, 'subscriptionBlocked') },
    '503, retry after seconds': {
      answer: { ...commonShapes.errorText(503, 'Busy'), headers: { 'retry-after': '1' } },
    },
    'slow, then sent': { stage: 'afterRead', delayMs: 3_000 },
    'sent, then slow': { stage: 'afterAccept', delayMs: 3_000 },
    'cut before it was read': { stage: 'beforeRead', cut: true },
    'cut after it was read': { stage: 'afterRead', cut: true },
    'cut after it was sent': { stage: 'afterAccept', cut: true },
    'sent, cut in the middle of the answer': { stage: 'afterAccept', cut: 'midAnswer' },
  };
  for (const [reason, deliveryFails] of Object.entries(DELIVERY_FAILURES)) {
    failures[`delivery fails: ${reason}`] = { deliveryFails };
  }
  for (const status of [400, 404, 500, 502, 503, 504]) {
    for (const [shape, answer] of Object.entries(commonShapes)) {
      failures[`${status}, ${shape}`] = { answer: answer(status, `Failed ${status}`) };
    }
  }
  for (const [name, text] of Object.entries(MISLEADING_TEXTS)) {
    failures[`500, says ${name}`] = { answer: commonShapes.errorText(500, text) };
    failures[`504, says ${name} on a page`] = { answer: commonShapes.htmlPage(504, text) };
    failures[`sent, then 500 that says ${name}`] = {
      stage: 'afterAccept',
      answer: commonShapes.errorText(500, text),
    };
  }
  for (const code of [130429, 131056, 80007, 131047]) {
    failures[`502, code ${code}`] = {
      answer: { status: 502, body: { message: 'Bad gateway', code } },
    };
  }
  for (const status of [500, 502, 503, 504]) {
    failures[`sent, then ${status}`] = {
      stage: 'afterAccept',
      answer: commonShapes.errorText(status, 'Internal error'),
    };
  }
  for (const [name, answer] of Object.entries(unreadableAnswers)) {
    failures[`unreadable 200, ${name}, nothing sent`] = { answer };
    failures[`unreadable 200, ${name}, sent`] = { stage: 'afterAccept', answer };
  }
  return failures;
}
