import type { FailureAnswer } from '../failures/failure';
import {
  type AnswerShape,
  commonShapes,
  type KnownFailure,
  transportFailures,
  unreadable,
} from '../failures/transport-failures';

/** Every body in which 1MSG says no (1msg-api.md, "Failure comes in every one of these shapes"). */
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
  failures['window closed, code alone'] = {
    answer: { status: 400, body: { sent: false, error: { code: 131047, message: 'Failed' } } },
  };
  return failures;
}
