import type { HttpAnswer, HttpFailure } from '../http/exchange';
import { retryAfter } from '../http/retry-after';
import { InputError } from '../input-error';
import type { SendOutcome } from './send-outcome';

/** Says what became of a message when its request got no answer. */
export function readNoAnswer({ left, reason, bodyError }: HttpFailure): SendOutcome {
  if (bodyError instanceof InputError)
    return { kind: 'refused', code: bodyError.code, text: bodyError.message };
  if (left === 'perhaps') return { kind: 'unknown', text: reason };
  return { kind: 'notSent', code: bodyError ? 'INVALID_FILE' : 'UNREACHABLE', text: reason };
}

/**
 * Says what became of a message by the HTTP status alone, where the body does not tell.
 * @param said what the answer says went wrong; may be empty
 * @param provider its name
 * @param now milliseconds since the epoch, for a Retry-After that is a date
 * @returns undefined for a success
 */
export function readHttpStatus(
  answer: HttpAnswer,
  said: string,
  provider: string,
  now: number,
): SendOutcome | undefined {
  const { status } = answer;
  if (status === 429) return tooFast(answer, said, now);
  if (status === 401 || status === 403) return refusedWith(answer, 'UNAUTHORIZED', said);
  // 408: a proxy has waited too long, for whatever part of it.
  if (status >= 500 || status === 408)
    return { kind: 'unknown', text: `${provider} answered HTTP ${status}${said && ` (${said})`}` };
  return status >= 300 ? refusedWith(answer, 'REJECTED', said) : undefined;
}

/** The provider takes no more for the moment; nothing was sent then. */
export function tooFast({ headers }: HttpAnswer, said: string, now: number): SendOutcome {
  return {
    kind: 'notSent',
    code: 'RATE_LIMITED',
    text: said || 'too many requests',
    retryAfter: retryAfter(headers['retry-after'], now),
  };
}

/** The provider has refused the message for good. */
export function refusedWith(
  { status }: HttpAnswer,
  code: 'UNAUTHORIZED' | 'REJECTED' | 'INVALID_RECIPIENT' | 'INVALID_FILE',
  said: string,
): SendOutcome {
  const text = said || `HTTP ${status} without a reason`;
  return { kind: 'refused', code, text, httpStatus: status };
}
