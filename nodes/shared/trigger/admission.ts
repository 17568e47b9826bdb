import type { INode, IWebhookFunctions } from 'n8n-workflow';
import type { Channel } from '../channel/channel';
import { channelOf } from '../channel/channel';
import { n8nClock } from '../n8n/n8n-clock';
import { lruGet } from '../async/lru';
import { deriveSecret, isDerived, isSecret } from './secret';
import type { TriggerOptions, TriggerProvider } from './trigger-provider';
import { secretByHand } from './trigger-options';
import type { JsonObject } from '../values/json';
import { isDeeperThan } from '../values/json';

const KEEP_MS = 60_000;
/** After a credential that could not be read, so that requests do not ask for it in a row. */
const KEEP_FAILURE_MS = 5_000;
/** How often within that time requests that do not fit what was read may have it read anew. */
const ANEW = { most: 3, withinMs: 30_000 };
const MAX_CREDENTIALS = 1_000;

/** What a request has to show to be let in. */
interface Admission {
  /** The account that its events are to be of. */
  accountId: string;
  secret: string;
  /** The account's: what its triggers hear is for those who send through it. */
  channel: Channel;
}

/** The trigger that a request came to. */
export interface Trigger {
  /** Its workflow and its node. */
  name: string;
  context: IWebhookFunctions;
  /** n8n copies it each time it is asked for it. */
  node: INode;
  provider: TriggerProvider;
  options: TriggerOptions;
}

/**
 * What one credential lets in. Reading it costs n8n 2 as much as all the rest of a webhook call (it takes an
 * expression isolate for it), so what was read is good for a minute. The token itself is not kept.
 */
class KnownCredential {
  private admission: Promise<Admission> | undefined;
  private until = 0;
  private readonly readAnew: number[] = [];

  /** @returns what was read within the last minute, or is being read */
  async current({ context, provider }: Trigger): Promise<Admission> {
    if (this.admission && this.until > Date.now()) return await this.admission;
    const admission = context.getCredentials(provider.credentialType).then((fields) => {
      const account = provider.readAccount(fields);
      const channel = channelOf(account, n8nClock);
      return { accountId: account.id, secret: deriveSecret(account), channel };
    });
    this.keep(admission, KEEP_MS);
    admission.catch(() => {
      if (this.admission === admission) this.keep(admission, KEEP_FAILURE_MS);
    });
    return await admission;
  }

  /** Reads it anew; but not for each of those who guess, so then as {@link current}. */
  async anew(trigger: Trigger): Promise<Admission> {
    const now = Date.now();
    if ((this.readAnew.at(-ANEW.most) ?? -Infinity) <= now - ANEW.withinMs) {
      this.readAnew.splice(0, this.readAnew.length - ANEW.most + 1);
      this.readAnew.push(now);
      this.until = 0;
    }
    return await this.current(trigger);
  }

  private keep(admission: Promise<Admission>, forMs: number): void {
    this.admission = admission;
    this.until = Date.now() + forMs;
  }
}

const known = new Map<string, KnownCredential>();

/**
 * Says whether a request may come in. What cannot be right is turned away unread. A request that does not fit
 * what was read of the credential has it read anew: a change of the token is heeded at once, and only the
 * former secret lives on for a minute. Who floods the trigger with guesses can put that off by half a minute.
 * @param given the secret that the request shows
 * @param anew reads the credential anew in any case
 * @returns what was read of the credential; undefined when the secret is not right
 */
export async function admittedTo(
  given: unknown,
  trigger: Trigger,
  anew = false,
): Promise<Omit<Admission, 'secret'> | undefined> {
  const { node, provider, options } = trigger;
  const byHand = options.register ? undefined : secretByHand(options);
  if (byHand === undefined ? !isDerived(given) : !isSecret(given, byHand)) return undefined;
  const fits = ({ secret }: Admission) => byHand !== undefined || isSecret(given, secret);
  const name = nameOf(node, provider.credentialType);
  const credential = lruGet(known, MAX_CREDENTIALS, name, () => new KnownCredential());
  let admission = anew ? undefined : await credential.current(trigger);
  if (!admission || !fits(admission)) admission = await credential.anew(trigger);
  return fits(admission) ? admission : undefined;
}

/** To be called when a trigger's URL was given out: the next request has the credential read anew, whoever may have guessed before. */
export function forgetAdmission(node: INode, { credentialType }: TriggerProvider): void {
  known.delete(nameOf(node, credentialType));
}

function nameOf({ credentials, id }: INode, credentialType: string): string {
  return credentials?.[credentialType]?.id ?? `of node ${id}`;
}

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
