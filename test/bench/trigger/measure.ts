import { setTimeout as sleep } from 'node:timers/promises';

import type { Agent } from 'undici';

import type { N8nClient } from '../../../lab/n8n/n8n-client';
import { type Kind, LOADS, type Load } from './kinds';
import { processorTime } from './process-time';
import { FIRST_DUPLICATES, makeBody } from './requests';
import { sendFor } from './send';
import type { Subject } from './subjects';

/** The n8n that is measured. */
export interface MeasuredN8n {
  client: N8nClient;
  pid(): number;
  channelId: string;
  agents: Record<Load, Agent>;
  /** Where a subject takes requests of a kind. */
  urlOf(subject: Subject, kind: Kind): string;
}

const LOOK_AGAIN_MS = 20;
const IDLE_WITHIN_MS = 120_000;

/** What several turns of one subject add up to. */
export interface Total {
  answered: number;
  seconds: number;
  processorMs: number;
}

/** Gives one subject its turn with requests of one kind, beginning and ending with an n8n that is idle. */
export async function takeTurn(
  n8n: MeasuredN8n,
  subject: Subject,
  kind: Kind,
  load: Load,
  seconds: number,
): Promise<Total> {
  const before = processorTime(n8n.pid());
  const started = performance.now();
  const answered = await sendFor({
    ...sendingTo(n8n, subject, kind, load),
    seconds,
    problem: (text) => wrongAnswer(subject, kind, text),
  });
  await untilIdle(n8n.client);
  return {
    answered,
    seconds: (performance.now() - started) / 1000,
    processorMs: processorTime(n8n.pid()) - before,
  };
}

/** Has a subject see requests of a kind first, so that code is compiled and duplicates are duplicates. */
export async function warmUp(
  n8n: MeasuredN8n,
  subject: Subject,
  kind: Kind,
  seconds: number,
): Promise<void> {
  const one = sendingTo(n8n, subject, kind, 'one');
  await sendFor({ ...one, seconds: Infinity, requests: FIRST_DUPLICATES });
  await sendFor({ ...sendingTo(n8n, subject, kind, 'many'), seconds });
  await untilIdle(n8n.client);
}

const sendingTo = (n8n: MeasuredN8n, subject: Subject, kind: Kind, load: Load) => ({
  url: n8n.urlOf(subject, kind),
  makeBody: () => makeBody(kind, n8n.channelId),
  agent: n8n.agents[load],
  connections: LOADS[load],
});

/** Those who say what they did with an event are taken at their word. */
function wrongAnswer(subject: Subject, kind: Kind, text: string): string | undefined {
  if (subject === 'builtIn') return undefined;
  const { started } = JSON.parse(text) as { started?: number };
  const expected = kind === 'starts' ? 1 : 0;
  return started === expected ? undefined : `${expected} was to be started`;
}

interface Executions {
  data: { results: unknown[] };
}

async function untilIdle(client: N8nClient): Promise<void> {
  const filter = encodeURIComponent(JSON.stringify({ status: ['new', 'running'] }));
  const deadline = performance.now() + IDLE_WITHIN_MS;
  while (performance.now() < deadline) {
    const answer = await client.request('GET', `/rest/executions?limit=1&filter=${filter}`);
    const text = await answer.text();
    // 503: a machine so busy that n8n takes its database for lost, for a while
    if (!answer.ok && answer.status !== 503) throw new Error(`n8n: ${answer.status} ${text}`);
    if (answer.ok && (JSON.parse(text) as Executions).data.results.length === 0) return;
    await sleep(LOOK_AGAIN_MS);
  }
  throw new Error(`n8n was still busy after ${IDLE_WITHIN_MS / 1000} s.`);
}
