import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { IDataObject } from 'n8n-workflow';

import type { SandboxControl } from '../../../sandbox/control-client';
import type { N8nClient } from '../../../lab/n8n/n8n-client';
import {
  inARow,
  itemsFromWebhook,
  webhook,
  type WorkflowNode as Node,
} from '../../../lab/n8n/workflows';
import type { SoakSubject } from './subjects';

/** Where single executions are started again and again. */
export interface SoakStage {
  client: N8nClient;
  control: SandboxControl;
  /** Of the sandbox: files, and 1MSG. */
  sandboxUrl: string;
  /** Of all workflows: what n8n is to keep of executions. */
  settings?: IDataObject;
  /** How many of a workflow's executions have ended, and how many of these badly. */
  ended(workflowId: string): Promise<{ count: number; failed: number }>;
}

/** How much of it. */
export interface SoakSizes {
  seconds: number;
  /** Executions that send, those that are started twice included. */
  perSecond: number;
  /** So many at a time, and fewer in all where they take longer: a busy machine's n8n loses its database. */
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
  /** Deliveries that 1MSG has posted. */
  events: number;
  /** Files that were delivered and of which the trigger started no workflow, posted or not, or more than one. */
  eventsLost: number;
  eventsTwice: number;
}

/** Every so many is a file from binary data, and every so many is started twice at the same moment. */
const BINARY_EVERY = 10;
const TWICE_EVERY = 10;
/** In one of so many seconds each event is posted twice. */
const POSTED_TWICE_EVERY = 10;
/** Different customers: each gets many files. */
const CUSTOMERS = 500;
const LONGEST_END_MS = 120_000;
const LOOK_AGAIN_MS = 1_000;

/** Two workflows that send a file an execution, with a send-once key, and one that the trigger starts. */
export class SoakLoad {
  private readonly keys = new Set<string>();
  private readonly starts = new Map<string, number>();
  /** Requests on a connection that n8n was closing; perhaps it has started something all the same. */
  private resets = 0;

  private constructor(
    private readonly stage: SoakStage,
    private readonly link: Started,
    private readonly binary: Started,
    private readonly heard: Started,
  ) {}

  /** Stores and activates them. */
  static async create(stage: SoakStage, subject: SoakSubject): Promise<SoakLoad> {
    await stage.control.configure({
      ...{ windowEnforced: false, fetchFiles: false },
      // Each answer is counted on a busy machine, too, and the trigger is told to the end.
      ...{ hookAnswerWithinMs: LONGEST_END_MS, disableHookAfter: 1_000_000 },
    });
    const sending = (fileSource: 'url' | 'binary', before: Node[]): [string, Node[]] => {
      const path = `soak-${fileSource}-${randomUUID()}`;
      const [, items] = itemsFromWebhook(path) as [Node, Node];
      return [path, [webhook(path, 'lastNode'), items, ...before, subject.send(fileSource)]];
    };
    return new SoakLoad(
      stage,
      await store(stage, ...sending('url', [])),
      await store(stage, ...sending('binary', [fetchFile])),
      await store(stage, subject.listensAt ?? '', [subject.listen, then]),
    );
  }

  /** Starts executions at an even pace, so long. */
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
    const every = (1_000 / perSecond) * (1 + 1 / TWICE_EVERY);
    let second = -1;
    for (let index = 0; index * every < seconds * 1_000 && failures.length === 0; index++) {
      await sleep(Math.max(0, begun + index * every - Date.now()));
      while (underWay.size >= atMost) await Promise.race(underWay);
      if (Math.floor((index * every) / 1_000) > second) {
        second++;
        await this.untilTold(atMost);
        const isTwice = second % POSTED_TWICE_EVERY === 0;
        await this.stage.control.configure({ duplicateHooks: isTwice ? 1 : 0 });
      }
      if (Date.now() >= begun + seconds * 1_000) break;
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
    await this.post(workflow, { items: [item] });
    if (this.heard.path) await this.post(this.heard, { delivered: key });
  }

  private async post(workflow: Started, body: object): Promise<void> {
    for (;;) {
      const answer = await this.stage.client.postWebhook(workflow.path, body).catch((error) => {
        if (!isReset(error)) throw error;
        this.resets++;
        return { status: 503 };
      });
      if (answer.status === 200) break;
      // Before it has started anything n8n says so where it takes its database for lost, on a busy machine.
      if (answer.status !== 503) throw new Error(`n8n answered ${JSON.stringify(answer)}`);
      await sleep(LOOK_AGAIN_MS);
    }
    this.starts.set(workflow.id, (this.starts.get(workflow.id) ?? 0) + 1);
  }

  /** A trigger that n8n is too busy for would have to be told of ever more. */
  private async untilTold(atMost: number): Promise<void> {
    while ((await this.stage.control.stats()).webhooksPending > atMost) await sleep(100);
  }

  /** Waits until all that was started has ended. @returns how many were started to send, and how many failed */
  async ended(): Promise<{ started: number; failed: number }> {
    const failed = (await this.end(this.link.id)) + (await this.end(this.binary.id));
    const [links, binaries] = [this.link, this.binary].map(({ id }) => this.starts.get(id) ?? 0);
    return { started: links! + binaries!, failed };
  }

  /** Waits until all that was started has ended, and everything was delivered and told. */
  async counts(): Promise<SoakCounts> {
    const { control } = this.stage;
    const { started, failed } = await this.ended();
    await control.settled(LONGEST_END_MS);
    const files = new Map([...this.keys].map((key) => [key, 0]));
    const events = new Map<string, number>();
    for (const { direction, caption, id } of await control.messages())
      if (direction === 'outgoing') {
        files.set(caption ?? '', (files.get(caption ?? '') ?? 0) + 1);
        events.set(id, 0);
      }
    const posted = await this.startedByEvent(events);
    this.starts.set(
      this.heard.id,
      [...events.values()].reduce((sum, count) => sum + count, 0),
    );
    const failedToo = await this.end(this.heard.id);
    const many = (all: Map<unknown, number>, is: (count: number) => boolean) =>
      [...all.values()].filter(is).length;
    return {
      started,
      keys: this.keys.size,
      lost: many(files, (count) => count === 0),
      twice: many(files, (count) => count > 1),
      failed: failed + failedToo,
      events: posted,
      eventsLost: many(events, (count) => count === 0),
      eventsTwice: many(events, (count) => count > 1),
    };
  }

  /**
   * Adds to each delivery how many workflows the trigger says that it has started for it.
   * @returns of how many the trigger was told
   */
  private async startedByEvent(events: Map<string, number>): Promise<number> {
    const told = new Set<string>();
    for (const { payload, status: http, answer } of (await this.stage.control.webhooks()).posted) {
      const statuses = (payload as { ack?: Array<{ id: string; status: string }> }).ack ?? [];
      const { started = 0 } = JSON.parse((http === 200 && answer) || '{}') as { started?: number };
      for (const { id, status } of statuses)
        if (status === 'delivered') {
          events.set(id, (events.get(id) ?? 0) + started);
          told.add(id);
        }
    }
    return told.size;
  }

  /** @returns how many ended badly @throws when they do not end, or more did than were started */
  private async end(workflowId: string): Promise<number> {
    const expected = this.starts.get(workflowId) ?? 0;
    const deadline = Date.now() + LONGEST_END_MS;
    for (;;) {
      const { count, failed } = await this.stage.ended(workflowId);
      if (count >= expected && count <= expected + this.resets) return failed;
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

const isReset = (error: unknown): boolean =>
  error instanceof Error &&
  (error.cause as NodeJS.ErrnoException | undefined)?.code === 'ECONNRESET';

interface Started {
  id: string;
  /** Where it takes requests of the bench; empty where it takes none. */
  path: string;
}

async function store(
  { client, settings }: SoakStage,
  path: string,
  nodes: Node[],
): Promise<Started> {
  const row = inARow(path || 'soak-trigger', nodes);
  const id = await client.createWorkflow({ ...row, settings: { ...row.settings, ...settings } });
  await client.activate(id);
  return { id, path };
}

const fetchFile: Node = {
  name: 'Fetch File',
  type: 'n8n-nodes-base.httpRequest',
  typeVersion: 4.2,
  parameters: {
    url: '={{ $json.link }}',
    options: { response: { response: { responseFormat: 'file', outputPropertyName: 'data' } } },
  },
};

const then: Node = { name: 'Then', type: 'n8n-nodes-base.noOp', typeVersion: 1, parameters: {} };
