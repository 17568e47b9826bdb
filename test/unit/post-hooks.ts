import type { IDataObject } from 'n8n-workflow';
import { deriveSecret } from '../../nodes/shared/trigger/secret';
import type { Received, Request, TriggerNode } from './trigger-contexts';
import { receive } from './trigger-contexts';
import type { TriggerKind } from './trigger-kinds';

/** What the URL of a trigger carries whose credential has the kind's own token, or that one. */
export const secretOf = ({ accountId: id }: TriggerKind, token = 'token-2048') =>
  deriveSecret({ id, token, baseUrl: '' });

/** Posts with the right secret, and lets n8n answer at once. */
export async function post(
  node: TriggerNode,
  body: unknown,
  answer = 200,
  rest: Partial<Request> = {},
): Promise<Received> {
  const query = { secret: secretOf(node.kind) };
  const received = await receive(node, { query, body, ...rest });
  if (!received.response.closed) received.response.end(answer);
  await new Promise((resolve) => setImmediate(resolve));
  return received;
}

/** What became of several requests: the events that started the workflow, and the answers added up. */
export interface Outcome {
  events: IDataObject[];
  counts: Record<string, number>;
}

/** Posts one after another, each as {@link post}. */
export async function postAll(
  node: TriggerNode,
  bodies: readonly unknown[],
  answer?: number,
  rest?: Partial<Request>,
): Promise<Outcome> {
  const outcome: Outcome = { events: [], counts: {} };
  for (const body of bodies) {
    const { events, webhookResponse } = await post(node, body, answer, rest);
    outcome.events.push(...events);
    for (const [name, count] of Object.entries((webhookResponse ?? {}) as Outcome['counts']))
      outcome.counts[name] = (outcome.counts[name] ?? 0) + count;
  }
  return outcome;
}
