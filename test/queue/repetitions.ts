import type { N8nCluster } from '../../lab/n8n/n8n-cluster';
import { settledOutcome } from './outcome';
import type { QueueProvider } from './queue-provider';
import type { Receiver } from './receivers';
import { makeDeliveries, sendAll } from './sender';
import { urlsOf } from './trial';

/** How {@link repeatOnTwoProcessors} sends. */
export interface RepetitionOptions {
  requests: number;
  provider: QueueProvider;
  connections: number;
  /** How long a connection rests after each request. */
  restMs: number;
}

/** What a receiver made of requests that came twice. */
export interface RepetitionResult {
  receiver: string;
  connections: number;
  events: number;
  /** Events on which the work was done at least once. */
  done: number;
  /** Events on which it was done more than once. */
  slippedThrough: number;
}

/** Sends each request twice: half of them to one webhook processor and then to the other, half the other way. */
export async function repeatOnTwoProcessors(
  cluster: N8nCluster,
  receiver: Receiver,
  { requests, provider, connections, restMs }: RepetitionOptions,
): Promise<RepetitionResult> {
  const { client, postgres } = cluster;
  const workflowId = await client.createWorkflow(receiver.workflow);
  await client.activate(workflowId);
  const urls = await urlsOf(receiver, provider, cluster);
  const send = async (turn: readonly string[]) => {
    const deliveries = makeDeliveries(requests, turn, provider, workflowId);
    await sendAll(deliveries, { connections, restMs });
    return deliveries.flatMap(({ events }) => events).length;
  };
  const events = await send(urls);
  await settledOutcome(postgres, workflowId, provider); // a provider's repetitions come later
  await send([...urls].reverse());
  const { done } = await settledOutcome(postgres, workflowId, provider);
  await client.deactivate(workflowId);
  return {
    receiver: receiver.name,
    connections,
    events,
    done: done.size,
    slippedThrough: [...done.values()].filter((times) => times > 1).length,
  };
}
