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

/** The HTTP status of a refusal is unknown (99digital-api.md), so each comes with these. */
const REFUSAL_STATUSES = [200, 400];

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
  };
  for (const status of REFUSAL_STATUSES) {
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
