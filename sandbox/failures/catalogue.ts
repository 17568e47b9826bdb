import type { Failure, FailureAnswer } from './failure';

type Shape = (status: number, text: string) => FailureAnswer;

/** Every body in which 1MSG says no (1msg-api.md, "Failure comes in every one of these shapes"). */
export const answerShapes = {
  errorText: (status, error) => ({ status, body: { error } }),
  plainText: (status, body) => ({ status, body }),
  htmlPage: (status, text) => ({
    status,
    body: `<html><head><title>${status}</title></head><body><h1>${text}</h1></body></html>`,
    contentType: 'text/html',
  }),
  errorObject: (status, text) => ({
    status,
    body: {
      sent: false,
      error: { error_user_title: 'Message not sent', error_user_msg: text, message: text },
    },
  }),
  responseError: (status, error) => ({ status, body: { sent: false, response: { error } } }),
  sentFalseMessage: (status, message) => ({ status, body: { sent: false, message } }),
  sentFalseError: (status, error) => ({ status, body: { sent: false, error } }),
} satisfies Record<string, Shape>;

/** Answers of which nobody can tell what they mean. */
export const unreadableAnswers = {
  html: { status: 200, body: '<html><body>Welcome</body></html>', contentType: 'text/html' },
  empty: { status: 200, body: '', contentType: 'application/json' },
  truncatedJson: {
    status: 200,
    body: '{"sent":true,"id":"wamid.',
    contentType: 'application/json',
  },
  emptyObject: { status: 200, body: {} },
} satisfies Record<string, FailureAnswer>;

const WINDOW_TEXTS = [
  'Message was not sent: dialog window is closed',
  'Message failed to send because it is outside the allowed window.',
  '(#131047) Re-engagement message',
];

const REFUSED_TOKEN: FailureAnswer = {
  status: 401,
  body: { error: 'Wrong token "{{token}}" for channel "{{channel}}". Please check your token.' },
};

/**
 * The known ways to fail by name, without the method: a test's matrix and the phone page's list.
 * Times in it (`Retry-After` as a date) are of the moment of the call.
 */
export function failureCatalogue(): Record<string, Omit<Failure, 'method'>> {
  const inAMoment = new Date(Date.now() + 2_000).toUTCString();
  const failures: Record<string, Omit<Failure, 'method'>> = {
    'token refused': { answer: REFUSED_TOKEN },
    'too many requests': { answer: answerShapes.errorText(429, 'Too many requests') },
    'too many requests, retry after seconds': {
      answer: {
        ...answerShapes.errorText(429, 'Too many requests'),
        headers: { 'retry-after': '1' },
      },
    },
    'too many requests, retry after a date': {
      answer: {
        ...answerShapes.errorText(429, 'Too many requests'),
        headers: { 'retry-after': inAMoment },
      },
    },
    queued: { queuedMs: 500 },
    'slow, then sent': { stage: 'afterRead', delayMs: 3_000 },
    'sent, then slow': { stage: 'afterAccept', delayMs: 3_000 },
    'cut before it was read': { stage: 'beforeRead', cut: true },
    'cut after it was read': { stage: 'afterRead', cut: true },
    'cut after it was sent': { stage: 'afterAccept', cut: true },
    'sent, cut in the middle of the answer': { stage: 'afterAccept', cut: 'midAnswer' },
    'delivery fails: media': { deliveryFails: { text: 'Media upload error' } },
    'delivery fails: window': {
      deliveryFails: {
        text: 'Re-engagement message',
        code: 131047,
        title: 'Re-engagement message',
      },
    },
  };
  for (const status of [400, 404, 500, 502, 503, 504]) {
    for (const shape of ['errorText', 'plainText', 'htmlPage'] as const) {
      failures[`${status}, ${shape}`] = { answer: answerShapes[shape](status, `Failed ${status}`) };
    }
  }
  for (const status of [500, 502, 503, 504]) {
    failures[`sent, then ${status}`] = {
      stage: 'afterAccept',
      answer: answerShapes.errorText(status, 'Internal error'),
    };
  }
  for (const [shape, answer] of Object.entries(answerShapes)) {
    WINDOW_TEXTS.forEach((text, index) => {
      const status = shape.startsWith('sentFalse') ? 200 : 400;
      failures[`window closed, ${shape} ${index + 1}`] = { answer: answer(status, text) };
    });
    if (shape === 'plainText' || shape === 'htmlPage') continue;
    failures[`200, ${shape}`] = { answer: answer(200, 'Recipient is not a WhatsApp user') };
  }
  failures['window closed, code alone'] = {
    answer: { status: 400, body: { sent: false, error: { code: 131047, message: 'Failed' } } },
  };
  for (const [name, answer] of Object.entries(unreadableAnswers)) {
    failures[`unreadable 200, ${name}, nothing sent`] = { answer };
    failures[`unreadable 200, ${name}, sent`] = { stage: 'afterAccept', answer };
  }
  return failures;
}
