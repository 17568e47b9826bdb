import type { INode, IWebhookFunctions } from 'n8n-workflow';
import { readChannel } from '../api/channel';
import type { Admission } from './admit';
import { deriveSecret, isSecret } from './secret';
import type { TriggerOptions } from './trigger-options';

const KEEP_MS = 60_000;

/** By credential. The token itself is not kept. */
const known = new Map<string, Admission & { until: number }>();

/**
 * Finds out what a request has to show. Reading a credential costs n8n 2 as much as all the rest of a
 * webhook call (it takes an expression isolate for it), so what was read is good for a minute. A request
 * that does not fit it has the credential read anew: a change of the token is heeded at once, and only
 * the former secret lives on for that minute.
 * @param given the secret that the request shows
 * @param node the trigger: n8n copies it whenever it is asked for it
 */
export async function admissionFor(
  given: unknown,
  context: IWebhookFunctions,
  node: INode,
  { register, webhookSecret = '' }: TriggerOptions,
): Promise<Admission> {
  const byHand = register === false;
  const own = String(webhookSecret).trim();
  const credential = node.credentials?.oneMsgChannelApi?.id ?? '';
  const kept = known.get(credential);
  if (kept && kept.until > Date.now() && isSecret(given, byHand ? own : kept.secret))
    return { channelId: kept.channelId, secret: byHand ? own : kept.secret };

  const channel = readChannel(await context.getCredentials('oneMsgChannelApi'));
  const admission = { channelId: channel.id, secret: deriveSecret(channel) };
  if (credential) keep(credential, admission);
  return byHand ? { ...admission, secret: own } : admission;
}

function keep(credential: string, admission: Admission): void {
  const now = Date.now();
  for (const [name, { until }] of known) if (until <= now) known.delete(name);
  known.set(credential, { ...admission, until: now + KEEP_MS });
}
