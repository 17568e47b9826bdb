import { setTimeout as sleep } from 'node:timers/promises';
import { Agent } from 'undici';

import type { Sandbox } from '../../../sandbox/sandbox';
import type { RunningN8n } from '../../../lab/n8n/run-n8n';
import { KINDS, type Kind, LOADS } from './kinds';
import type { MeasuredN8n } from './measure';
import { type BenchWorkflow, SUBJECTS, type Subject, benchWorkflows, queryFor } from './subjects';

const READY_WITHIN_MS = 60_000;

/** Stores and activates the workflows of all subjects, all in the same n8n. */
export async function prepare(
  n8n: RunningN8n,
  sandbox: Sandbox,
  redisUrl: string,
): Promise<MeasuredN8n> {
  const { url: baseUrl, channelId, token } = sandbox;
  const values = { channelId, token, baseUrl };
  const store = (name: string, redis: string) =>
    n8n.client.createCredential(name, 'oneMsgChannelApi', { ...values, redisUrl: redis });
  const workflowFor = benchWorkflows(await store('1MSG', ''), await store('with Redis', redisUrl));
  const urls = new Map<BenchWorkflow, string>();
  for (const subject of subjects)
    for (const kind of kinds) {
      const workflow = workflowFor(subject, kind);
      if (urls.has(workflow)) continue;
      await n8n.client.activate(await n8n.client.createWorkflow(workflow.definition));
      urls.set(workflow, await urlOf(workflow, n8n.url, sandbox, [...urls.values()]));
    }
  return {
    client: n8n.client,
    pid: () => n8n.pid(),
    channelId,
    agents: {
      many: new Agent({ connections: LOADS.many }),
      one: new Agent({ connections: LOADS.one }),
    },
    urlOf: (subject, kind) => {
      const url = urls.get(workflowFor(subject, kind)) ?? '';
      return url + queryFor(subject, kind);
    },
  };
}

/** After its start n8n takes a while to activate workflows: waits until each of them is there. */
export async function untilActive(n8n: MeasuredN8n): Promise<void> {
  const deadline = Date.now() + READY_WITHIN_MS;
  for (const url of new Set(subjects.flatMap((each) => kinds.map((kind) => n8n.urlOf(each, kind)))))
    // An empty body starts nothing in the 1MSG Send File Trigger, and in the others an execution that hurts nobody.
    while ((await fetch(url, { method: 'POST' })).status === 404) {
      if (Date.now() > deadline) throw new Error(`Nobody takes requests to ${url}.`);
      await sleep(100);
    }
}

/** The 1MSG Send File Trigger has put its URL on the channel, with its secret. @param known those of others */
async function urlOf(
  { path }: BenchWorkflow,
  n8nUrl: string,
  { control }: Sandbox,
  known: readonly string[],
): Promise<string> {
  if (path) return `${n8nUrl}/webhook/${path}`;
  const registered = (await control.webhooks()).urls.find(({ url }) => !known.includes(url));
  if (!registered) throw new Error('The 1MSG Send File Trigger has registered no URL.');
  return registered.url;
}

const subjects = Object.keys(SUBJECTS) as Subject[];
const kinds = Object.keys(KINDS) as Kind[];
