import type { INode, IWebhookFunctions } from 'n8n-workflow';
import { deriveSecret, isSecret } from './secret';
import type { TriggerOptions } from './trigger-options';
import { secretByHand } from './trigger-options';
import type { TriggerProvider } from './trigger-provider';

const KEEP_MS = 60_000;

/** What a request has to show to be let in. */
interface Admission {
  /** The account that its events are to be of. */
  accountId: string;
  secret: string;
}

/** The trigger that a request came to. */
export interface Trigger {
  context: IWebhookFunctions;
  /** n8n copies it each time it is asked for it. */
  node: INode;
  provider: TriggerProvider;
  options: TriggerOptions;
}

/** By credential. The token itself is not kept. */
const known = new Map<string, Admission & { until: number }>();

/**
 * Says whether a request may come in. Reading a credential costs n8n 2 as much as all the rest of a
 * webhook call (it takes an expression isolate for it), so what was read is good for a minute. A request
 * that does not fit it has the credential read anew: a change of the token is heeded at once, and only
 * the former secret lives on for that minute.
 * @param given the secret that the request shows
 * @param anew reads the credential anew in any case
 * @returns the ID of the account that its events are to be of; undefined when the secret is not right
 */
export async function admittedTo(
  given: unknown,
  { context, node, provider, options }: Trigger,
  anew = false,
): Promise<string | undefined> {
  const { credentialType, readAccount } = provider;
  const byHand = options.register === false ? secretByHand(options) : undefined;
  const credential = node.credentials?.[credentialType]?.id ?? '';
  const kept = known.get(credential);
  if (!anew && kept && kept.until > Date.now() && isSecret(given, byHand ?? kept.secret))
    return kept.accountId;

  const account = readAccount(await context.getCredentials(credentialType));
  const secret = deriveSecret(account);
  if (credential) keep(credential, { accountId: account.id, secret });
  return isSecret(given, byHand ?? secret) ? account.id : undefined;
}

function keep(credential: string, admission: Admission): void {
  const now = Date.now();
  for (const [name, { until }] of known) if (until <= now) known.delete(name);
  known.set(credential, { ...admission, until: now + KEEP_MS });
}
