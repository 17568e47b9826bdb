import { setTimeout as sleep } from 'node:timers/promises';

import type { N8nClient } from '../../../scripts/n8n/n8n-client';
import { type Kind, LOADS, type Load } from './kinds';
import { processorTime } from './process-time';
import { FIRST_DUPLICATES, makeBody } from './requests';
import type { Measurement } from './results';
import { sendFor } from './send';
import type { Subject } from './subjects';

/** The n8n that is measured. */
export interface MeasuredN8n {
  client: N8nClient;
  pid(): number;
  channelId: string;
  /** Where a subject takes requests of a kind. */
  urlOf(subject: Subject, kind: Kind): string;
}

const LOOK_AGAIN_MS = 20;
const IDLE_WITHIN_MS = 120_000;

/** Measures one subject with requests of one kind once, beginning and ending with an n8n that is idle. */
export async function measure(
  n8n: MeasuredN8n,
  subject: Subject,
  kind: Kind,
  load: Load,
  seconds: number,
): Promise<Omit<Measurement, 'setting' | 'round'>> {
  const before = processorTime(n8n.pid());
  const started = performance.now();
  const sent = await sendFor({
    url: n8n.urlOf(subject, kind),
    makeBody: () => makeBody(kind, n8n.channelId),
    connections: LOADS[load],
    seconds,
    problem: (text) => wrongAnswer(subject, kind, text),
  });
  await untilIdle(n8n.client);
  const secondsUntilIdle = (performance.now() - started) / 1000;
  const after = processorTime(n8n.pid());
  const processorMs = before === undefined || after === undefined ? null : after - before;
  return { load, kind, subject, ...sent, secondsUntilIdle, processorMs };
}

/** Has a subject see requests of a kind first, so that code is compiled and duplicates are duplicates. */
export async function warmUp(
  n8n: MeasuredN8n,
  subject: Subject,
  kind: Kind,
  seconds: number,
): Promise<void> {
  const sending = {
    url: n8n.urlOf(subject, kind),
    makeBody: () => makeBody(kind, n8n.channelId),
    connections: 1,
  };
  await sendFor({ ...sending, seconds: Infinity, requests: FIRST_DUPLICATES });
  await sendFor({ ...sending, connections: LOADS.many, seconds });
  await untilIdle(n8n.client);
}

/** Those who say what they did with an event are taken at their word. */
function wrongAnswer(subject: Subject, kind: Kind, text: string): string | undefined {
  if (subject === 'builtIn') return undefined;
  const { started } = JSON.parse(text) as { started?: number };
  const expected = kind === 'starts' ? 1 : 0;
  return started === expected ? undefined : `${expected} was to be started`;
}

async function untilIdle(client: N8nClient): Promise<void> {
  const filter = encodeURIComponent(JSON.stringify({ status: ['new', 'running'] }));
  const deadline = performance.now() + IDLE_WITHIN_MS;
  while (performance.now() < deadline) {
    const { results } = await client.call<{ results: unknown[] }>(
      'GET',
      `/rest/executions?limit=1&filter=${filter}`,
    );
    if (results.length === 0) return;
    await sleep(LOOK_AGAIN_MS);
  }
  throw new Error(`n8n was still busy after ${IDLE_WITHIN_MS / 1000} s.`);
}
