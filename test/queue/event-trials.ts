import { outputOf } from '../../lab/n8n/n8n-client';
import { type ChannelStage, channelCredential, type Figures, freshAccount } from './channel-stage';
import { executionsOf, settledOutcome } from './outcome';
import { type Acknowledge, byHand, FIRST_NODE } from './receivers';
import { type Delivery, makeDeliveries, sendAll } from './sender';

const REQUESTS = 20;
const CONNECTIONS = 10;

/**
 * What two webhook processors make of events that come again, at the other one or at both at once, of a message's
 * `delivered` after its `read`, and of events that come again after both processors were killed.
 */
export async function eventTrials(stage: ChannelStage): Promise<Figures[]> {
  const { webhookProcessors } = stage.cluster;
  await freshAccount(stage, 0);
  const oneOfEach = () =>
    Promise.all([
      EventReceiver.activate(stage, 'received'),
      EventReceiver.activate(stage, 'finished'),
    ]);
  const repeated = await oneOfEach();
  const atOnce = await oneOfEach();
  const falling = await EventReceiver.activate(stage, 'received');

  await Promise.all([
    ...repeated.map((each) => each.take(each.deliveries(0, 1))),
    ...atOnce.map((each) => each.take(each.atBoth())),
    falling.take(falling.statuses(2, 0)),
  ]);
  const [, ...other] = await Promise.all([
    falling.take(falling.statuses(1, 1)),
    ...repeated.map((each) => each.take(each.deliveries(1, 0))),
  ]);
  await Promise.all(webhookProcessors.map((processor) => processor.kill()));
  await Promise.all(webhookProcessors.map((processor) => processor.start()));
  const inAll = await Promise.all(repeated.map((each) => each.take(each.deliveries(0, 1))));
  const both = await Promise.all(atOnce.map((each) => each.take([])));
  await Promise.all([...repeated, ...atOnce, falling].map((each) => each.close()));

  return [
    ...repeated.map((each, index) => repetitions(each, other[index]!, inAll[index]!)),
    ...atOnce.map((each, index) => twins(each, both[index]!)),
    await fallen(falling),
  ];
}

/** Events that come while the channel's Redis is gone. @returns what was lost of how many */
export async function eventsMeanwhile(
  stage: ChannelStage,
): Promise<{ events: number; lost: number }> {
  const receiver = await EventReceiver.activate(stage, 'received');
  const done = await receiver.take(receiver.deliveries(0, 1));
  await receiver.close();
  return { events: receiver.events, lost: receiver.events - done.size };
}

type Counts = Map<string, number>;

function repetitions(receiver: EventReceiver, other: Counts, inAll: Counts): Figures {
  const { events, acknowledged } = receiver;
  const [atTheOther, again] = [moreThanOnce(other), moreThanOnce(inAll)];
  return {
    guarantee: `a repeated event starts nothing (${acknowledged})`,
    trial:
      'each event to one webhook processor, then to the other; then both are killed, and all come again',
    counted: {
      ...{ events, 'worked on': inAll.size },
      ...{ 'again at the other': atTheOther, 'again in all': again },
    },
    broken:
      again > 0 || inAll.size < events
        ? `of ${events} events ${inAll.size} were worked on, ${atTheOther} again at the other processor, ${again} again in all`
        : undefined,
  };
}

function twins({ events, acknowledged }: EventReceiver, done: Counts): Figures {
  const twice = moreThanOnce(done);
  return {
    guarantee: `an event that comes twice at once starts the workflow once (${acknowledged})`,
    trial: 'each event to both webhook processors at the same moment',
    counted: { events, 'worked on': done.size, 'worked on twice': twice },
    broken:
      twice > 0 || done.size < events
        ? `of ${events} events ${done.size} were worked on, ${twice} twice`
        : undefined,
  };
}

async function fallen(receiver: EventReceiver): Promise<Figures> {
  const told = await receiver.statusesTold();
  const read = told.filter((status) => status === 'read').length;
  const delivered = told.filter((status) => status === 'delivered').length;
  return {
    guarantee: 'a lesser status after a greater one is left out',
    trial: `read of ${REQUESTS} messages to one webhook processor, then delivered to the other`,
    counted: { read, 'delivered after it': delivered },
    broken:
      delivered > 0 || read !== REQUESTS
        ? `${read} times read, ${delivered} times delivered after it`
        : undefined,
  };
}

/** A workflow that takes events at both webhook processors. */
class EventReceiver {
  private constructor(
    private readonly stage: ChannelStage,
    private readonly workflowId: string,
    private readonly urls: string[],
    private readonly acknowledge: Acknowledge,
  ) {}

  static async activate(stage: ChannelStage, acknowledge: Acknowledge): Promise<EventReceiver> {
    const { client, webhookProcessors } = stage.cluster;
    const { workflow, path } = byHand(await channelCredential(stage), acknowledge);
    const workflowId = await client.createWorkflow(workflow);
    await client.activate(workflowId);
    const urls = webhookProcessors.map(({ url }) => `${url}/webhook/${path}`);
    return new EventReceiver(stage, workflowId, urls, acknowledge);
  }

  /** Requests of one to five events, as many as the provider puts in one. @param processors which take turns */
  deliveries(...processors: number[]): Delivery[] {
    const urls = processors.map((index) => this.urls[index]!);
    return makeDeliveries(REQUESTS, urls, this.stage.provider, this.workflowId);
  }

  /** The same requests, each to both webhook processors. */
  atBoth(): Delivery[] {
    const there = this.deliveries(1);
    return this.deliveries(0).flatMap((here, index) => [here, there[index]!]);
  }

  /** The trigger's option Acknowledge, as the editor calls it. */
  get acknowledged(): string {
    return this.acknowledge === 'received' ? 'When Received' : 'When the Workflow Has Finished';
  }

  /** How many events {@link deliveries} has. */
  get events(): number {
    return this.deliveries(0).flatMap(({ events }) => events).length;
  }

  /** A status each of other messages. @param number decides which, as in {@link QueueProvider.bodyOf} */
  statuses(number: number, processor: number): Delivery[] {
    return Array.from({ length: REQUESTS }, (_, index) => {
      const events = [`wamid.${this.workflowId}.${index}`];
      const body = JSON.stringify(this.stage.provider.bodyOf(events, number));
      return { url: this.urls[processor]!, body, events };
    });
  }

  /** Sends the requests, and gives how often each event has been worked on by then. */
  async take(deliveries: Delivery[]): Promise<Counts> {
    const { cluster, provider } = this.stage;
    await sendAll(deliveries, { connections: CONNECTIONS });
    return (await settledOutcome(cluster.postgres, this.workflowId, provider)).done;
  }

  /** The statuses that the workflow was started with. */
  async statusesTold(): Promise<unknown[]> {
    const told: unknown[] = [];
    for await (const execution of executionsOf(this.stage.cluster.postgres, this.workflowId))
      told.push(...outputOf(execution, FIRST_NODE).map(({ status }) => status));
    return told;
  }

  close(): Promise<void> {
    return this.stage.cluster.client.deactivate(this.workflowId);
  }
}

const moreThanOnce = (counts: Counts): number =>
  [...counts.values()].filter((count) => count > 1).length;
