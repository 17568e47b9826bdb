import type { ClusterMember, N8nCluster } from '../../lab/n8n/n8n-cluster';
import { notedEvents, settledOutcome } from './outcome';
import type { QueueProvider } from './queue-provider';
import type { Receiver } from './receivers';
import { type SendReport, makeDeliveries, sendAll } from './sender';

/** What is done to each receiver. */
export interface Treatment {
  requests: number;
  connections: number;
  provider: QueueProvider;
}

/** What a receiver made of the treatment. */
export interface TrialResult {
  receiver: string;
  sent: SendReport & { requests: number; events: number };
  executions: Record<string, number>;
  /** Acknowledged events that are in no successful execution at all. */
  lost: string[];
  /** How many requests they came in. */
  lostRequests: number;
  /** Acknowledged events on which the work was done in no successful execution, and not noted as done either. */
  undone: string[];
  /** Events on which the work was done in more than one. */
  doneTwice: string[];
}

/**
 * Sends a receiver its requests while a worker is killed at a third of them and the webhook processor
 * restarted at two thirds.
 */
export async function tryReceiver(
  cluster: N8nCluster,
  receiver: Receiver,
  { requests, connections, provider }: Treatment,
): Promise<TrialResult> {
  const { client, postgres, workers, webhookProcessors } = cluster;
  const workflowId = await client.createWorkflow(receiver.workflow);
  await client.activate(workflowId);
  const url = await urlOf(receiver, provider, webhookProcessors);
  const deliveries = makeDeliveries(requests, [url], provider, workflowId);

  const incidents: Array<Promise<void>> = [];
  const sent = await sendAll(deliveries, {
    connections,
    onAcknowledged: (count) => {
      if (count === Math.floor(requests / 3)) incidents.push(crash(workers[0]));
      if (count === Math.floor((requests * 2) / 3)) incidents.push(restart(webhookProcessors[0]));
    },
  });
  await Promise.all(incidents);
  const { executions, entered, done } = await settledOutcome(postgres, workflowId, provider);
  const noted = await notedEvents(postgres);
  await client.deactivate(workflowId);
  const lost = sent.acknowledged.filter((event) => !entered.has(event));
  return {
    receiver: receiver.name,
    sent: { ...sent, requests, events: deliveries.flatMap(({ events }) => events).length },
    executions,
    lost,
    lostRequests: deliveries.filter(({ events }) => events.some((event) => lost.includes(event)))
      .length,
    undone: sent.acknowledged.filter((event) => !done.has(event) && !noted.has(event)),
    doneTwice: [...done].filter(([, times]) => times > 1).map(([event]) => event),
  };
}

/** Where a receiver takes its requests: the URL that the trigger has registered at the provider, or the Webhook node's. */
async function urlOf(
  { path }: Receiver,
  { control }: QueueProvider,
  [processor]: ClusterMember[],
): Promise<string> {
  if (path) return `${processor?.url}/webhook/${path}`;
  const [registered] = (await control.webhooks()).urls;
  if (!registered) throw new Error('The trigger has registered no URL.');
  return registered.url;
}

/** The same at each of the webhook processors. */
export async function urlsOf(
  receiver: Receiver,
  provider: QueueProvider,
  { webhookProcessors }: N8nCluster,
): Promise<string[]> {
  const { pathname, search } = new URL(await urlOf(receiver, provider, webhookProcessors));
  return webhookProcessors.map(({ url }) => url + pathname + search);
}

async function crash(worker: ClusterMember | undefined): Promise<void> {
  await worker?.kill();
  await worker?.start();
}

async function restart(processor: ClusterMember | undefined): Promise<void> {
  await processor?.stop();
  await processor?.start();
}
