import type { INode, IWebhookFunctions } from 'n8n-workflow';
import type { Admission } from './admit';
import { deriveSecret, isSecret } from './secret';
import type { TriggerOptions } from './trigger-options';
import type { TriggerProvider } from './trigger-provider';

const KEEP_MS = 60_000;

/** By credential. The token itself is not kept. */
const known = new Map<string, Admission & { until: number }>();

/**
 * Finds out what a request has to show. Reading a credential costs n8n 2 as much as all the rest of a
 * webhook call (it takes an expression isolate for it), so what was read is good for a minute. A request
 * that does not fit it has the credential read anew: a change of the token is heeded at once, and only
 * the former secret lives on for that minute.
 * @param given the secret that the request shows
 * @param node the trigger's; n8n copies it each time it is asked for it
 */
export async function admissionFor(
  given: unknown,
  context: IWebhookFunctions,
  node: INode,
  { credentialType, readAccount }: TriggerProvider,
  { register, webhookSecret = '' }: TriggerOptions,
): Promise<Admission> {
  const byHand = register === false;
  const own = String(webhookSecret).trim();
  const credential = node.credentials?.[credentialType]?.id ?? '';
  const kept = known.get(credential);
  if (kept && kept.until > Date.now() && isSecret(given, byHand ? own : kept.secret))
    return { accountId: kept.accountId, secret: byHand ? own : kept.secret };

  const account = readAccount(await context.getCredentials(credentialType));
  const admission = { accountId: account.id, secret: deriveSecret(account) };
  if (credential) keep(credential, admission);
  return byHand ? { ...admission, secret: own } : admission;
}

function keep(credential: string, admission: Admission): void {
  const now = Date.now();
  for (const [name, { until }] of known) if (until <= now) known.delete(name);
  known.set(credential, { ...admission, until: now + KEEP_MS });
}
