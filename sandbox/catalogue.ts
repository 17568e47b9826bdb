import type { Provider } from './account/provider';
import * as ninetyNineDigital from './ninety-nine-digital/known-failures';
import * as oneMsg from './one-msg/known-failures';
import type { FailureAnswer } from './failures/failure';
import type { AnswerShape, KnownFailure } from './failures/transport-failures';

/**
 * The answers that go wrong, by provider: every form of a refusal, given a status and a text, and the
 * answers of which nobody can tell what they mean.
 */
export const failureAnswers: Record<
  Provider,
  {
    answerShapes: Record<string, AnswerShape>;
    unreadableAnswers: Record<string, FailureAnswer>;
  }
> = { '1msg': oneMsg, '99digital': ninetyNineDigital };

/**
 * The known ways to fail by name, without the method: a test's matrix and the phone page's list. What both
 * providers have has the same name.
 * Times in it (`Retry-After` as a date) are of the moment of the call.
 */
export function failureCatalogue(provider: Provider = '1msg'): Record<string, KnownFailure> {
  return provider === '1msg'
    ? oneMsg.oneMsgFailures()
    : ninetyNineDigital.ninetyNineDigitalFailures();
}
