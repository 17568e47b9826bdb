import type { JsonObject } from '../values/json';
import { isDeeperThan } from '../values/json';
import type { TriggerProvider } from './trigger-provider';

/** No provider's payload comes near; what is made of it has to be turned into JSON again, also by n8n, which ends at a few thousand. */
const MAX_DEPTH = 100;

/** Why a request is turned away. */
export interface Refusal {
  status: 400 | 401 | 403 | 404;
  error: string;
}

/** @param given the secret that the request shows, and that is not right */
export const refuseStranger = (given: unknown, provider: string): Refusal => ({
  status: 401,
  error:
    given === undefined
      ? `The URL lacks the secret that the trigger gave to ${provider}`
      : "The URL's secret is not the trigger's. After a change of the credential, deactivate the workflow and activate it again",
});

/** The URL answers at once, and would tell the provider that a workflow has ended well which has not. */
export const refuseForReceived = (): Refusal => ({
  status: 404,
  error:
    'This URL is for Acknowledge: When Received, and the trigger is set to When the Workflow Has Finished. Paste the URL that it shows now',
});

/**
 * @param body undefined when it could not be read
 * @param accountId of the account that the trigger is for
 * @returns why the request is turned away; undefined when its body is for this account
 */
export function refuseBody(
  body: JsonObject | undefined,
  accountId: string,
  { account, isFor }: TriggerProvider,
): Refusal | undefined {
  if (!body) return { status: 400, error: 'The body is not a JSON object with something in it' };
  if (isDeeperThan(MAX_DEPTH, body))
    return { status: 400, error: `The body is nested more than ${MAX_DEPTH} levels deep` };
  return isFor(body, accountId)
    ? undefined
    : { status: 403, error: `The event is for another ${account} than the one of this trigger` };
}
