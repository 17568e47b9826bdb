import type { JsonObject } from '../json';
import { isSecret } from './secret';
import type { TriggerProvider } from './trigger-provider';

/** Why a request is turned away. */
export interface Refusal {
  status: 400 | 401 | 403;
  error: string;
}

/** What a request has to show to be let in. */
export interface Admission {
  /** The account that its events are to be of. */
  accountId: string;
  /** Empty lets nobody in. */
  secret: string;
}

/** @returns why the request is turned away; undefined when its secret is right */
export function refuseStranger(
  given: unknown,
  { secret }: Admission,
  provider: string,
): Refusal | undefined {
  if (isSecret(given, secret)) return undefined;
  return {
    status: 401,
    error:
      given === undefined
        ? `The URL lacks the secret that the trigger gave to ${provider}`
        : "The URL's secret is not the trigger's. After a change of the credential, deactivate the workflow and activate it again",
  };
}

/**
 * @param body undefined when it could not be read
 * @returns why the request is turned away; undefined when its body is for this account
 */
export function refuseBody(
  body: JsonObject | undefined,
  { accountId }: Admission,
  { account, isFor }: TriggerProvider,
): Refusal | undefined {
  if (!body) return { status: 400, error: 'The body is not a JSON object with something in it' };
  return isFor(body, accountId)
    ? undefined
    : { status: 403, error: `The event is for another ${account} than the one of this trigger` };
}
