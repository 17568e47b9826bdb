import type { FailureAnswer } from '../failures/failure';
import {
  type AnswerShape,
  commonShapes,
  type KnownFailure,
  transportFailures,
  unreadable,
} from '../failures/transport-failures';

/** Every body in which 1MSG says no (1msg-api.md#what-an-answer-means). */
export const answerShapes = {
  ...commonShapes,
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
} satisfies Record<string, AnswerShape>;

export const unreadableAnswers = unreadable('{"sent":true,"id":"wamid.');

const WINDOW_TEXTS = [
  'Message was not sent: dialog window is closed',
  'Message failed to send because it is outside the allowed window.',
  '(#131047) Re-engagement message',
];

const REFUSED_TOKEN: FailureAnswer = {
  status: 401,
  body: { error: 'Wrong token "{{token}}" for channel "{{channel}}". Please check your token.' },
};

/** Answers that give the message's ID, by what else they say. */
const ANSWERS_WITH_ID: Record<string, Record<string, unknown> & { status?: number }> = {
  'an ID alone': { id: 'wamid.SENT1' },
  'an ID and words': { id: 'wamid.SENT2', message: 'Sent to 12020721369@c.us' },
  'an ID and a rate limit': { id: 'wamid.SENT3', message: 'Sent. Your rate limit: 80 a second' },
  'an ID under 429': { id: 'wamid.SENT4', message: 'Too many requests', status: 429 },
  'an ID under 500': { id: 'wamid.SENT5', sent: true, status: 500 },
  'and denied with an ID': { id: 'wamid.SENT6', sent: false, message: 'Too many requests' },
  'and denied with an ID, window closed': {
    id: 'wamid.SENT7',
    error: 'dialog window is closed',
    status: 400,
  },
  'queued with an ID': { id: 'wamid.SENT8', sent: false, jobId: 7 },
};

/** All known ways in which a request to 1MSG fails, by name. */
export function oneMsgFailures(): Record<string, KnownFailure> {
  const failures: Record<string, KnownFailure> = {
    'token refused': { answer: REFUSED_TOKEN },
    queued: { queuedMs: 500 },
    ...transportFailures(unreadableAnswers),
  };
  for (const [shape, answer] of Object.entries(answerShapes)) {
    WINDOW_TEXTS.forEach((text, index) => {
      const status = shape.startsWith('sentFalse') ? 200 : 400;
      failures[`window closed, ${shape} ${index + 1}`] = { answer: answer(status, text) };
    });
    if (shape === 'plainText' || shape === 'htmlPage') continue;
    failures[`200, ${shape}`] = { answer: answer(200, 'Recipient is not a WhatsApp user') };
  }
  const FAILED = 'Failed to download {{link}} ({{file}}, {{caption}})';
  for (const [shape, answer] of Object.entries(answerShapes)) {
    const [status, crash] = shape.startsWith('sentFalse') ? [200, 500] : [400, 502];
    failures[`${status}, ${shape} repeats what was sent`] = { answer: answer(status, FAILED) };
    failures[`${crash}, ${shape} repeats what was sent`] = { answer: answer(crash, FAILED) };
    failures[`503, ${shape} says that the window is closed`] = {
      answer: answer(503, WINDOW_TEXTS[0]!),
    };
  }
  failures['500, window closed, code alone'] = {
    answer: { status: 500, body: { sent: false, error: { code: 131047, message: 'Failed' } } },
  };
  for (const [name, { status = 200, ...body }] of Object.entries(ANSWERS_WITH_ID)) {
    failures[`sent, ${name}`] = { stage: 'afterAccept', answer: { status, body } };
  }
  failures['window closed, code alone'] = {
    answer: { status: 400, body: { sent: false, error: { code: 131047, message: 'Failed' } } },
  };
  return failures;
}
