import type { JsonObject } from '../../shared/json';
import { isSecret } from './secret';

/** Why a request is turned away. */
export interface Refusal {
  status: 400 | 401 | 403;
  error: string;
}

/** What a request has to show to be let in. */
export interface Admission {
  channelId: string;
  /** Empty lets nobody in. */
  secret: string;
}

/** @returns why the request is turned away; undefined when its secret is right */
export function refuseStranger(given: unknown, { secret }: Admission): Refusal | undefined {
  if (isSecret(given, secret)) return undefined;
  return {
    status: 401,
    error:
      given === undefined
        ? 'The URL lacks the secret that the trigger gave to 1MSG'
        : "The URL's secret is not the trigger's. After a change of the credential, deactivate the workflow and activate it again",
  };
}

/**
 * @param body undefined when it could not be read
 * @returns why the request is turned away; undefined when its body is for this channel
 */
export function refuseBody(
  body: JsonObject | undefined,
  { channelId }: Admission,
): Refusal | undefined {
  if (!body) return { status: 400, error: 'The body is not a JSON object with something in it' };
  const { instanceId } = body;
  if (instanceId === undefined || instanceId === null) return undefined;
  if (typeof instanceId === 'string' || typeof instanceId === 'number')
    if (bareId(String(instanceId)) === bareId(channelId)) return undefined;
  return { status: 403, error: 'The event is for another channel than the one of this trigger' };
}

/** 1MSG shows IDs with and without the prefix. */
function bareId(id: string): string {
  return id
    .trim()
    .replace(/^instance/i, '')
    .toLowerCase();
}
