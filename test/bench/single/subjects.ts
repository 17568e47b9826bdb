import type { IDataObject } from 'n8n-workflow';

import { type Item, makeItems } from '../sending/items';
import { httpRequest, oneMsg } from '../sending/subject-nodes';
import type { AnsweringServer } from '../setup/answering-server';
import type { BenchN8n, StoredWorkflow } from '../setup/bench-n8n';
import type { ChildProgram } from '../setup/child-program';
import { storeChannel, storeCredentials } from '../setup/credentials';
import type { RelayCalls } from '../setup/delaying-relay.program';

/** A way to send one file, and the round trips that it cannot do without. */
export interface Way {
  name: string;
  /** Where the connections are there. */
  kept: number;
  /** Where they are to be made: two more for TCP and TLS, to both servers at the same time. */
  cold: number;
}

const CHECKED = { kept: 2, cold: 4 };

export const WAYS = {
  check: { name: 'link checked', ...CHECKED },
  noCheck: { name: 'Check File off', kept: 1, cold: 3 },
  key: { name: "link checked, a key (n8n's database)", ...CHECKED },
  redis: { name: 'link checked, Redis', ...CHECKED },
  both: { name: 'link checked, a key, Redis', ...CHECKED },
  http: { name: 'HTTP Request', kept: 3, cold: 3 },
} as const satisfies Record<string, Way>;

export type WayId = keyof typeof WAYS;
export const WAY_IDS = Object.keys(WAYS) as WayId[];

/** Where single executions are measured. */
export interface SingleStage {
  bench: BenchN8n;
  server: AnsweringServer;
  relay: ChildProgram<RelayCalls>;
  redisUrl: string;
}

/** A way to send over a distance. It shares no connection with another one: each has ports of its own. */
export interface SingleSubject {
  way: WayId;
  roundTripMs: number;
  workflow: StoredWorkflow;
  /** Items with a recipient and a key each. */
  items(count: number): IDataObject[];
}

/** Stores a workflow for each way and each distance. */
export async function makeSingleSubjects(
  stage: SingleStage,
  roundTrips: readonly number[],
): Promise<SingleSubject[]> {
  const subjects: SingleSubject[] = [];
  for (const roundTripMs of roundTrips)
    for (const way of WAY_IDS) subjects.push(await subjectOf(stage, way, roundTripMs));
  return subjects;
}

async function subjectOf(
  { bench, server, relay, redisUrl }: SingleStage,
  way: WayId,
  roundTripMs: number,
): Promise<SingleSubject> {
  const far = async (url: string) => {
    const port = await relay.call('open', { port: Number(new URL(url).port), roundTripMs });
    return `https://127.0.0.1:${port}`;
  };
  const url = await far(server.url);
  const filesUrl = await far(server.filesUrl);
  const { client } = bench.n8n;
  const withRedis = way === 'redis' || way === 'both';
  const { nodes } =
    way === 'http'
      ? httpRequest((await storeCredentials(client, url)).header, url, {})
      : oneMsg(await storeChannel(client, url, withRedis ? redisUrl : ''), optionsOf(way));
  let made = 0;
  return {
    way,
    roundTripMs,
    workflow: await bench.store(`${way}-${roundTripMs}`, nodes),
    items: (count) =>
      makeItems(count, filesUrl, 'one').map((item: Item) => ({ ...item, key: `key-${++made}` })),
  };
}

const optionsOf = (way: WayId): IDataObject => ({
  ...(way === 'noCheck' && { checkFile: false }),
  ...((way === 'key' || way === 'both') && { sendOnceKey: '={{ $json.key }}' }),
});
