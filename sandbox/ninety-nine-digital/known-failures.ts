import {
  type AnswerShape,
  commonShapes,
  type KnownFailure,
  transportFailures,
  unreadable,
} from '../failures/transport-failures';
import { REASON } from './reasons';

const fail =
  (reason: unknown): AnswerShape =>
  (status) => ({ status, body: { status: 'FAIL', reason } });

/** Every body in which 99digital says no: its own `reason`, or what is not in its words at all. */
export const answerShapes = {
  ...commonShapes,
  reasonWhatsApp: fail(REASON.whatsAppError),
  reasonUnknown: fail(42),
  reasonAsText: fail(String(REASON.whatsAppError)),
  reasonMissing: (status) => ({ status, body: { status: 'FAIL' } }),
} satisfies Record<string, AnswerShape>;

export const unreadableAnswers = unreadable('{"status":"OK","unique":"HBgM');

/** The HTTP status of a refusal is unknown (99digital-api.md#what-an-answer-means), so each comes with these. */
const REFUSAL_STATUSES = [200, 400];

/** Answers that give the message's ID, by what else they say. `http`: the HTTP status. */
const ANSWERS_WITH_ID: Record<string, Record<string, unknown> & { http?: number }> = {
  'an ID alone': { unique: 'HBgMSENT1' },
  'an ID and a rate limit': { unique: 'HBgMSENT2', message: 'Your rate limit: 80 a second' },
  'an ID under 429': { unique: 'HBgMSENT3', http: 429 },
  'an ID under 500': { status: 'OK', unique: 'HBgMSENT4', http: 500 },
  'and denied with an ID': { status: 'FAIL', unique: 'HBgMSENT5', reason: REASON.whatsAppError },
  'and denied with an ID, window closed': {
    status: 'FAIL',
    unique: 'HBgMSENT6',
    reason: String(REASON.windowClosed),
    http: 400,
  },
};

/** All known ways in which a request to 99digital fails, by name; those that 1MSG has, too, by the same name. */
export function ninetyNineDigitalFailures(): Record<string, KnownFailure> {
  const failures: Record<string, KnownFailure> = {
    'token refused': { answer: fail(REASON.wrongKey)(200, '') },
    'token refused, 401, key echoed': {
      answer: {
        status: 401,
        body: { status: 'FAIL', reason: REASON.wrongKey, message: 'Wrong apiKey {{token}}' },
      },
    },
    ...transportFailures(unreadableAnswers),
    // 99digital's own number: Meta has none for it.
    'delivery fails: daily limit': { deliveryFails: { text: 'Daily limit reached', code: 5 } },
  };
  for (const [name, reason] of Object.entries(REASON)) {
    if (reason === REASON.fine) continue;
    failures[`500, reason ${name}`] = { answer: fail(reason)(500, '') };
    failures[`504, reason ${name} as text`] = { answer: fail(String(reason))(504, '') };
  }
  for (const [name, { http = 200, ...body }] of Object.entries(ANSWERS_WITH_ID)) {
    failures[`sent, ${name}`] = { stage: 'afterAccept', answer: { status: http, body } };
  }
  for (const status of REFUSAL_STATUSES) {
    failures[`${status}, repeats what was sent`] = {
      answer: {
        status,
        body: { status: 'FAIL', reason: 42, message: 'Failed: {{link}} ({{file}}, {{caption}})' },
      },
    };
    failures[`window closed, ${status}, older than 24 hours`] = {
      answer: fail(REASON.windowClosed)(status, ''),
    };
    failures[`window closed, ${status}, first message`] = {
      answer: fail(REASON.firstMessage)(status, ''),
    };
    for (const [name, reason] of Object.entries(REASON)) {
      if (reason !== REASON.fine)
        failures[`${status}, reason ${name}`] = { answer: fail(reason)(status, '') };
    }
    for (const shape of ['reasonUnknown', 'reasonAsText', 'reasonMissing'] as const) {
      failures[`${status}, ${shape}`] = { answer: answerShapes[shape](status, '') };
    }
  }
  return failures;
}
