import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { IDataObject } from 'n8n-workflow';

import type { SandboxControl } from '../../../sandbox/control-client';
import type { N8nClient } from '../../../lab/n8n/n8n-client';
import { providerNodes } from '../../../lab/n8n/provider-nodes';
import {
  inARow,
  itemsFromWebhook,
  using,
  webhook,
  type WorkflowNode as Node,
} from '../../../lab/n8n/workflows';

/** Where single executions are started again and again. */
export interface SoakStage {
  client: N8nClient;
  control: SandboxControl;
  /** Of the sandbox: files, and 1MSG. */
  sandboxUrl: string;
  /** 1MSG's, with its Redis. */
  credential: IDataObject;
  /** Of all workflows: what n8n is to keep of executions. */
  settings?: IDataObject;
  /** How many of a workflow's executions have ended, and how many of these badly. */
  ended(workflowId: string): Promise<{ count: number; failed: number }>;
}

/** How much of it. */
export interface SoakSizes {
  seconds: number;
  perSecond: number;
  /** So many at a time, and later where they take longer: a busy machine's n8n loses its database. */
  atMost: number;
}

/** What came of it: the guarantees in numbers. */
export interface SoakCounts {
  /** Executions that were started to send a file. */
  started: number;
  /** Different keys in them: files that have to arrive. */
  keys: number;
  /** Keys whose file never arrived, and that arrived more than once. */
  lost: number;
  twice: number;
  /** Executions, of whatever workflow, that ended badly. */
  failed: number;
  /** Deliveries that the trigger had to tell. */
  events: number;
  /** Of them those of which it started no workflow, or more than one. */
  eventsLost: number;
  eventsTwice: number;
}

/** Every so many is a file from binary data, and every so many is started twice at the same moment. */
const BINARY_EVERY = 10;
const TWICE_EVERY = 10;
/** Different customers: each gets many files. */
const CUSTOMERS = 500;
const LONGEST_END_MS = 120_000;
const LOOK_AGAIN_MS = 1_000;

const { sendFile, trigger } = providerNodes['1msg'];

/** Two workflows that send a file an execution, with a send-once key, and one that the trigger starts. */
export class SoakLoad {
  private readonly keys = new Set<string>();
  private readonly starts = new Map<string, number>();

  private constructor(
    private readonly stage: SoakStage,
    private readonly link: Started,
    private readonly binary: Started,
    private readonly heard: Started,
  ) {}

  /** Stores and activates them. The sandbox posts each event twice. */
  static async create(stage: SoakStage): Promise<SoakLoad> {
    const { client, control, credential } = stage;
    await control.configure({
      ...{ windowEnforced: false, fetchFiles: false, duplicateHooks: 1 },
      hookAnswerWithinMs: LONGEST_END_MS, // each answer is counted, on a busy machine, too
    });
    const own = using(await client.createCredential('Soak', 'oneMsgChannelApi', credential));
    const sending = (fileSource: string, before: Node[]): [string, Node[]] => {
      const path = `soak-${fileSource}-${randomUUID()}`;
      const node = { ...sendNode(fileSource), credentials: own };
      const [, items] = itemsFromWebhook(path) as [Node, Node];
      return [path, [webhook(path, 'lastNode'), items, ...before, node]];
    };
    const listening: Node[] = [
      {
        name: 'Trigger',
        type: trigger,
        typeVersion: 1.1,
        webhookId: randomUUID(),
        parameters: { events: ['delivered'], options: {} },
        credentials: own,
      },
      { name: 'Then', type: 'n8n-nodes-base.noOp', typeVersion: 1, parameters: {} },
    ];
    return new SoakLoad(
      stage,
      await store(stage, ...sending('url', [])),
      await store(stage, ...sending('binary', [fetchFile])),
      await store(stage, 'soak-trigger', listening),
    );
  }

  /** Starts executions at an even pace. */
  async run({ seconds, perSecond, atMost }: SoakSizes): Promise<void> {
    const begun = Date.now();
    const underWay = new Set<Promise<void>>();
    const failures: unknown[] = [];
    const start = (workflow: Started, key: string) => {
      const answer = this.start(workflow, key)
        .catch((error: unknown) => void failures.push(error))
        .finally(() => underWay.delete(answer));
      underWay.add(answer);
    };
    for (let index = 0; index < seconds * perSecond && failures.length === 0; index++) {
      await sleep(Math.max(0, begun + (index * 1000) / perSecond - Date.now()));
      while (underWay.size >= atMost) await Promise.race(underWay);
      const key = `soak-${this.keys.size}`;
      this.keys.add(key);
      const workflow = index % BINARY_EVERY === 5 ? this.binary : this.link;
      start(workflow, key);
      if (index % TWICE_EVERY === 0) start(workflow, key);
    }
    await Promise.all(underWay);
    if (failures.length > 0) throw failures[0];
  }

  /** Starts an execution, and waits until it has ended. */
  private async start(workflow: Started, key: string): Promise<void> {
    const item = {
      phone: String(12_025_550_000 + (this.keys.size % CUSTOMERS)),
      link: `${this.stage.sandboxUrl}/samples/invoice.pdf?ticket=${key}`,
      key,
    };
    for (;;) {
      const answer = await this.stage.client.postWebhook(workflow.path, { items: [item] });
      if (answer.status === 200) break;
      // Before it has started anything n8n says so where it takes its database for lost, on a busy machine.
      if (answer.status !== 503) throw new Error(`n8n answered ${JSON.stringify(answer)}`);
      await sleep(LOOK_AGAIN_MS);
    }
    this.starts.set(workflow.id, (this.starts.get(workflow.id) ?? 0) + 1);
  }

  /** Waits until all that was started has ended, and everything was delivered and told. */
  async counts(): Promise<SoakCounts> {
    const { control } = this.stage;
    let failed = 0;
    for (const { id } of [this.link, this.binary]) failed += await this.end(id);
    await control.settled();
    const [links, binaries] = [this.link, this.binary].map(({ id }) => this.starts.get(id) ?? 0);
    const files = new Map([...this.keys].map((key) => [key, 0]));
    for (const { direction, caption } of await control.messages())
      if (direction === 'outgoing') files.set(caption ?? '', (files.get(caption ?? '') ?? 0) + 1);
    const events = await this.startedByEvent();
    this.starts.set(
      this.heard.id,
      [...events.values()].reduce((sum, count) => sum + count, 0),
    );
    failed += await this.end(this.heard.id);
    const many = (all: Map<unknown, number>, is: (count: number) => boolean) =>
      [...all.values()].filter(is).length;
    return {
      started: links! + binaries!,
      keys: this.keys.size,
      lost: many(files, (count) => count === 0),
      twice: many(files, (count) => count > 1),
      failed,
      events: events.size,
      eventsLost: many(events, (count) => count === 0),
      eventsTwice: many(events, (count) => count > 1),
    };
  }

  /** Of each delivery how many workflows the trigger says that it has started for it. */
  private async startedByEvent(): Promise<Map<string, number>> {
    const events = new Map<string, number>();
    for (const { payload, answer } of (await this.stage.control.webhooks()).posted) {
      const statuses = (payload as { ack?: Array<{ id: string; status: string }> }).ack ?? [];
      const { started = 0 } = JSON.parse(answer || '{}') as { started?: number };
      for (const { id, status } of statuses)
        if (status === 'delivered') events.set(id, (events.get(id) ?? 0) + started);
    }
    return events;
  }

  /** @returns how many ended badly @throws when they do not end, or more did than were started */
  private async end(workflowId: string): Promise<number> {
    const expected = this.starts.get(workflowId) ?? 0;
    const deadline = Date.now() + LONGEST_END_MS;
    for (;;) {
      const { count, failed } = await this.stage.ended(workflowId);
      if (count === expected) return failed;
      if (count > expected || Date.now() > deadline)
        throw new Error(`${count} executions of ${workflowId} have ended, not ${expected}`);
      await sleep(LOOK_AGAIN_MS);
    }
  }

  /** Deletes the workflows. */
  async close(): Promise<void> {
    for (const { id } of [this.link, this.binary, this.heard])
      await this.stage.client.deleteWorkflow(id);
  }
}

interface Started {
  id: string;
  path: string;
}

async function store(
  { client, settings }: SoakStage,
  path: string,
  nodes: Node[],
): Promise<Started> {
  const row = inARow(path, nodes);
  const id = await client.createWorkflow({ ...row, settings: { ...row.settings, ...settings } });
  await client.activate(id);
  return { id, path };
}

const sendNode = (fileSource: string): Node => ({
  name: 'Send File',
  type: sendFile,
  typeVersion: 1,
  parameters: {
    operation: 'sendFile',
    fileSource,
    phone: "={{ $('Items').item.json.phone }}",
    fileUrl: "={{ $('Items').item.json.link }}",
    filename: 'invoice.pdf',
    caption: "={{ $('Items').item.json.key }}",
    options: { sendOnceKey: "={{ $('Items').item.json.key }}" },
  },
});

const fetchFile: Node = {
  name: 'Fetch File',
  type: 'n8n-nodes-base.httpRequest',
  typeVersion: 4.2,
  parameters: {
    url: '={{ $json.link }}',
    options: { response: { response: { responseFormat: 'file', outputPropertyName: 'data' } } },
  },
};
