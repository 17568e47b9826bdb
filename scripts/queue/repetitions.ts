import type { SandboxControl } from '../../sandbox/control-client';
import type { N8nCluster } from './n8n-cluster';
import { settledOutcome } from './outcome';
import type { Receiver } from './receivers';
import { makeDeliveries, sendAll } from './sender';
import { urlOf } from './trial';

/** How {@link repeatOnTwoProcessors} sends. */
export interface RepetitionOptions {
  requests: number;
  channelId: string;
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
  sandbox: SandboxControl,
  receiver: Receiver,
  { requests, channelId, connections, restMs }: RepetitionOptions,
): Promise<RepetitionResult> {
  const { client, postgres, webhookProcessors } = cluster;
  const workflowId = await client.createWorkflow(receiver.workflow);
  await client.activate(workflowId);
  const registered = new URL(await urlOf(receiver, sandbox, webhookProcessors));
  const urls = webhookProcessors.map(({ url }) => url + registered.pathname + registered.search);
  const deliveries = makeDeliveries(requests, channelId, workflowId);

  for (const turn of [0, 1]) {
    await Promise.all(
      urls.map((url, index) =>
        sendAll(
          url,
          deliveries.filter((_, request) => (request + turn) % urls.length === index),
          { connections: connections / urls.length, restMs },
        ),
      ),
    );
  }
  const { done } = await settledOutcome(postgres, workflowId);
  await client.deactivate(workflowId);
  return {
    receiver: receiver.name,
    connections,
    events: deliveries.flatMap(({ events }) => events).length,
    done: done.size,
    slippedThrough: [...done.values()].filter((times) => times > 1).length,
  };
}
