import { setTimeout as sleep } from 'node:timers/promises';
import type { IDataObject } from 'n8n-workflow';

import type { ReceivedRequest } from '../../sandbox/control-client';
import {
  type ExecutionSummary,
  hasEnded,
  outputOf,
  type StoredCredential,
} from '../../lab/n8n/n8n-client';
import type { N8nCluster } from '../../lab/n8n/n8n-cluster';
import { inARow, itemsFromWebhook, using, type WorkflowNode } from '../../lab/n8n/workflows';
import { executionsOf, summariesOf } from './outcome';
import type { QueueProvider } from './queue-provider';

/** What a trial of one guarantee counted. */
export interface Figures {
  /** What it was about, as a row of docs/queue-mode.md has it. */
  guarantee: string;
  /** What was done. */
  trial: string;
  /** What came of it, by name. */
  counted: Record<string, number>;
  /** What of that must not be where the credential has a Redis; undefined: it is as it has to be. */
  broken?: string;
}

/** Where the trials of what executions and processes share are played. */
export interface ChannelStage {
  cluster: N8nCluster;
  provider: QueueProvider;
  sandboxUrl: string;
  /** What the credential names; empty: no Redis. */
  redisUrl: string;
}

/** A file to send. */
export type SendItem = { phone: string; fileUrl: string; filename: string; key: string };

const NODE = 'Send File';
const LONGEST_MS = 120_000;
const LOOK_AGAIN_MS = 250;
/** Until then every execution has come to where it waits for the others. */
const GATHER_MS = 3_000;

/** Stores a credential of the channel. */
export const channelCredential = (
  { cluster, provider, redisUrl }: ChannelStage,
  messagesPerSecond = 0,
): Promise<StoredCredential> =>
  cluster.client.createCredential(
    `${provider.nodes.title}${redisUrl && ' with Redis'}`,
    provider.nodes.credentialType,
    { ...provider.credential, redisUrl, messagesPerSecond },
  );

/** @returns an account without a past, that takes files at any time. @param answerAfterMs what it takes over each request */
export async function freshAccount(
  { provider: { control } }: ChannelStage,
  answerAfterMs: number,
): Promise<void> {
  await control.reset();
  await control.configure({ windowEnforced: false, fetchFiles: false, answerAfterMs });
}

/** Files for as many customers, each with a key of its own. */
export const filesFor = (
  { sandboxUrl }: Pick<ChannelStage, 'sandboxUrl'>,
  count: number,
  first = 0,
): SendItem[] =>
  Array.from({ length: count }, (_, index) => ({
    phone: String(12_025_550_000 + first + index),
    fileUrl: `${sandboxUrl}/samples/invoice.pdf?ticket=TKT-${first + index}`,
    filename: `invoice-${first + index}.pdf`,
    key: `TKT-${first + index}`,
  }));

/** A workflow on the workers that sends a file for each item that it is started with. */
export class SendingWorkflow {
  private constructor(
    private readonly stage: ChannelStage,
    private readonly id: string,
    private readonly path: string,
  ) {}

  /** Stores and activates it. @param withKeys whether each item's key is its send-once key */
  static async create(
    stage: ChannelStage,
    { withKeys = false, messagesPerSecond = 0 },
  ): Promise<SendingWorkflow> {
    const { cluster, provider } = stage;
    const path = `send-${crypto.randomUUID()}`;
    const [webhook, items] = itemsFromWebhook(path) as [WorkflowNode, WorkflowNode];
    const id = await cluster.client.createWorkflow(
      inARow(path, [
        webhook,
        {
          name: 'All at Once',
          type: 'n8n-nodes-base.wait',
          typeVersion: 1.1,
          webhookId: `wait-${path}`,
          parameters: { resume: 'specificTime', dateTime: '={{ $json.body.at }}' },
        },
        items,
        {
          name: NODE,
          type: provider.nodes.sendFile,
          typeVersion: 1,
          parameters: {
            operation: 'sendFile',
            fileSource: 'url',
            phone: '={{ $json.phone }}',
            fileUrl: '={{ $json.fileUrl }}',
            filename: '={{ $json.filename }}',
            caption: '={{ $json.key }}',
            options: withKeys ? { sendOnceKey: '={{ $json.key }}' } : {},
          },
          onError: 'continueRegularOutput',
          credentials: using(await channelCredential(stage, messagesPerSecond)),
        },
      ]),
    );
    await cluster.client.activate(id);
    return new SendingWorkflow(stage, id, path);
  }

  /**
   * Starts an execution for each list of items, at the webhook processors in turn; they begin to send at the same moment.
   * @param apartMs how much later than the one before each begins
   */
  async start(executions: SendItem[][], apartMs = 0): Promise<StartedExecutions> {
    const { cluster } = this.stage;
    const { postgres } = cluster;
    const before = new Set((await summariesOf(postgres, this.id)).map(({ id }) => id));
    const begin = Date.now() + GATHER_MS;
    await Promise.all(
      executions.map(async (items, index) => {
        const processor = cluster.webhookProcessors[index % cluster.webhookProcessors.length];
        const answer = await fetch(`${processor?.url}/webhook/${this.path}`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ items, at: new Date(begin + index * apartMs).toISOString() }),
        });
        if (!answer.ok) throw new Error(`The webhook answered ${answer.status}`);
      }),
    );
    const isNew = ({ id }: { id: string }) => !before.has(id);
    return new StartedExecutions(cluster, this.id, executions.length, isNew);
  }

  /** {@link start}s them and waits until they have ended. */
  async run(executions: SendItem[][], apartMs = 0): Promise<SendExecution[]> {
    return await (await this.start(executions, apartMs)).ended();
  }

  /** To be called at the end: nothing starts it any more. */
  async close(): Promise<void> {
    await this.stage.cluster.client.deactivate(this.id);
  }
}

/** What an execution came to. */
export interface SendExecution {
  /** When its Send File began, milliseconds since the epoch. */
  beganAt: number;
  items: IDataObject[];
}

/** Executions that were started together. */
export class StartedExecutions {
  constructor(
    private readonly cluster: N8nCluster,
    private readonly workflowId: string,
    private readonly count: number,
    private readonly isOne: (execution: { id: string }) => boolean,
  ) {}

  /** Waits until they have ended. @param butFor those whose worker was killed */
  async ended(butFor: readonly string[] = []): Promise<SendExecution[]> {
    const { cluster, workflowId } = this;
    await eventually('the executions have ended', async () => {
      const awaited = (await this.started()).filter(({ id }) => !butFor.includes(id));
      const missing = this.count - butFor.length - awaited.filter(hasEnded).length;
      return missing > 0 ? undefined : true;
    });
    const ended: SendExecution[] = [];
    for await (const execution of executionsOf(cluster.postgres, workflowId)) {
      if (!this.isOne(execution) || !hasEnded(execution)) continue;
      const beganAt = execution.data.resultData.runData[NODE]?.[0]?.startTime ?? 0;
      const items = outputOf(execution, NODE);
      const failed = items.filter(({ error }) => error);
      if (failed.length > 0)
        console.log(
          `  execution ${execution.id}: ${failed.length} items failed, the first: ${JSON.stringify(failed[0]?.error)}`,
        );
      ended.push({ beganAt, items });
    }
    return ended;
  }

  /** The IDs of those that each worker has taken. */
  async onWorkers(): Promise<string[][]> {
    const ids = (await this.started()).map(({ id }) => id);
    return this.cluster.workers.map((worker) => {
      const log = worker.log();
      return ids.filter((id) => log.includes(`Worker started execution ${id} `));
    });
  }

  private async started(): Promise<ExecutionSummary[]> {
    const all = await summariesOf(this.cluster.postgres, this.workflowId);
    return all.filter((execution) => this.isOne(execution));
  }
}

/** Waits until something is there, and gives it. */
export async function eventually<Found>(
  what: string,
  find: () => Promise<Found | undefined>,
): Promise<Found> {
  const deadline = Date.now() + LONGEST_MS;
  for (;;) {
    const found = await find();
    if (found !== undefined) return found;
    if (Date.now() > deadline) throw new Error(`Not within two minutes: ${what}`);
    await sleep(LOOK_AGAIN_MS);
  }
}

/** How often each of these customers got a file: how many got one, how many more than one, how many none. */
export async function copies(
  { provider: { control } }: ChannelStage,
  items: SendItem[],
): Promise<{ sent: number; twice: number; none: number }> {
  const counts = new Map<string, number>();
  for (const { direction, chatId } of await control.messages()) {
    const phone = chatId.split('@')[0]!;
    if (direction === 'outgoing') counts.set(phone, (counts.get(phone) ?? 0) + 1);
  }
  const got = items.map(({ phone }) => counts.get(phone) ?? 0);
  return {
    sent: got.reduce((sum, count) => sum + count, 0),
    twice: got.filter((count) => count > 1).length,
    none: got.filter((count) => count === 0).length,
  };
}

/** The sends that the sandbox has received, oldest first. */
export const sends = ({ provider: { control } }: ChannelStage): Promise<ReceivedRequest[]> =>
  control.requests('sendFile');

/** Waits until so many requests are with the provider, unanswered. */
export const inFlight = (
  { provider: { control } }: ChannelStage,
  count: number,
): Promise<unknown> =>
  eventually(`${count} requests are unanswered`, async () => {
    const unanswered = (await control.requests('sendFile')).filter(({ endedAt }) => !endedAt);
    return unanswered.length >= count ? true : undefined;
  });
