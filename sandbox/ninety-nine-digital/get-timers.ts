import type { Answer } from '../http/answer';
import { type NumberCall, refused } from './call';
import { ok, REASON } from './reasons';
import { chatIdOf, isPerson } from './recipient';

/** `POST /getTimers`: how long a person's session window stays open. */
export function getTimers({ account, body }: NumberCall): Answer {
  const { number } = body;
  if (!isPerson(number)) return refused(account, REASON.badRecipient, { number });
  return ok({ number, templateTimeLeft: account.minutesLeft(chatIdOf(number)) });
}
