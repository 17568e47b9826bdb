import { outputOf } from '../../lab/n8n/n8n-client';
import { type ChannelStage, channelCredential, type Figures, freshAccount } from './channel-stage';
import { executionsOf, settledOutcome } from './outcome';
import { type Acknowledge, FIRST_NODE, type Receiver, triggerAlone } from './receivers';
import { type Delivery, makeDeliveries, sendAll } from './sender';
import { urlsOf } from './trial';

const REQUESTS = 20;
const CONNECTIONS = 10;

/** Each event comes to one webhook processor, then to the other, and again after both were killed. */
export async function repeatedEvents(
  stage: ChannelStage,
  acknowledge: Acknowledge,
): Promise<Figures> {
  const { cluster, provider } = stage;
  const receiver = await activate(stage, acknowledge);
  const deliveries = (urls: readonly string[]) =>
    makeDeliveries(REQUESTS, urls, provider, receiver.workflowId);
  const first = deliveries(receiver.urls);
  await receiver.take(first);
  const again = await receiver.take(deliveries([...receiver.urls].reverse()));
  await Promise.all(cluster.webhookProcessors.map((processor) => processor.kill()));
  await Promise.all(cluster.webhookProcessors.map((processor) => processor.start()));
  const later = await receiver.take(deliveries(receiver.urls));
  await receiver.close();
  const events = first.flatMap((delivery) => delivery.events).length;
  const [twice, afterKill] = [more(again, 1), more(later, 1)];
  return {
    guarantee: `a repeated event starts nothing, ${acknowledge === 'received' ? 'When Received' : 'When the Workflow Has Finished'}`,
    trial:
      'each event to one webhook processor, then to the other; then both are killed, and all come again',
    counted: {
      events,
      ...{ 'worked on': later.size, 'again at the other': twice },
      'again, with those after the kill': afterKill,
    },
    broken:
      afterKill > 0 || later.size < events
        ? `of ${events} events ${later.size} were worked on, ${twice} again at the other processor, ${afterKill} again in all`
        : undefined,
  };
}

/** Each event comes to both webhook processors at the same moment. */
export async function eventsAtBoth(stage: ChannelStage): Promise<Figures> {
  const receiver = await activate(stage, 'received');
  const [here, there] = receiver.urls.map((url) =>
    makeDeliveries(REQUESTS, [url], stage.provider, receiver.workflowId),
  );
  const both = here!.flatMap((delivery, index) => [delivery, there![index]!]);
  const done = await receiver.take(both);
  await receiver.close();
  const events = here!.flatMap((delivery) => delivery.events).length;
  const twice = more(done, 1);
  return {
    guarantee: 'an event that comes twice at the same moment starts once',
    trial: 'each event to both webhook processors at once',
    counted: { events, 'worked on': done.size, 'worked on twice': twice },
    broken:
      twice > 0 || done.size < events
        ? `of ${events} events ${done.size} were worked on, ${twice} twice`
        : undefined,
  };
}

/** A message's `read` comes to one webhook processor, then its `delivered` to the other. */
export async function fallingStatuses(stage: ChannelStage): Promise<Figures> {
  const { cluster, provider } = stage;
  const receiver = await activate(stage, 'received');
  const deliveries = (number: number, url = ''): Delivery[] =>
    Array.from({ length: REQUESTS }, (_, index) => {
      const events = [`wamid.${receiver.workflowId}.${index}`];
      return { url, body: JSON.stringify(provider.bodyOf(events, number)), events };
    });
  const [here, there] = receiver.urls;
  await receiver.take(deliveries(2, here));
  await receiver.take(deliveries(1, there));
  await receiver.close();
  const told: unknown[] = [];
  for await (const execution of executionsOf(cluster.postgres, receiver.workflowId))
    told.push(...outputOf(execution, FIRST_NODE).map(({ status }) => status));
  const read = told.filter((status) => status === 'read').length;
  const delivered = told.filter((status) => status === 'delivered').length;
  return {
    guarantee: 'a lesser status after a greater one is left out',
    trial: `${REQUESTS} times read to one webhook processor, then delivered to the other`,
    counted: { read, 'delivered after read': delivered },
    broken:
      delivered > 0 || read !== REQUESTS
        ? `${read} times read, ${delivered} times delivered after it`
        : undefined,
  };
}

interface ActiveReceiver {
  workflowId: string;
  urls: string[];
  /** Sends the requests, and gives how often each event has been worked on by then. */
  take(deliveries: Delivery[]): Promise<Map<string, number>>;
  close(): Promise<void>;
}

async function activate(stage: ChannelStage, acknowledge: Acknowledge): Promise<ActiveReceiver> {
  const { cluster, provider } = stage;
  const { client, postgres } = cluster;
  await freshAccount(stage, 0);
  const receiver: Receiver = triggerAlone(await channelCredential(stage), acknowledge);
  const workflowId = await client.createWorkflow(receiver.workflow);
  await client.activate(workflowId);
  return {
    workflowId,
    urls: await urlsOf(receiver, provider, cluster),
    take: async (deliveries) => {
      await sendAll(deliveries, { connections: CONNECTIONS });
      return (await settledOutcome(postgres, workflowId, provider)).done;
    },
    close: () => client.deactivate(workflowId),
  };
}

const more = (counts: Map<string, number>, than: number): number =>
  [...counts.values()].filter((count) => count > than).length;
