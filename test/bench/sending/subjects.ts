import type { StoredCredential } from '../../../lab/n8n/n8n-client';
import type { AnsweringServer } from '../setup/answering-server';
import type { BenchN8n, StoredWorkflow } from '../setup/bench-n8n';
import type { ChildProgram } from '../setup/child-program';
import { storeCredentials } from '../setup/credentials';
import type { PoolCalls } from '../setup/pool-limit.program';
import { bodyOf, type Links, makeItems } from './items';
import { evaluation, evolutionApi, httpRequest, oneMsg } from './subject-nodes';

/** What one run of a subject took; memory and CPU are those of its process. */
export interface SubjectRun {
  seconds: number;
  cpuSeconds: number;
  /** Resident memory when it began, in MB; not told of the pool's process. */
  startMb?: number;
  peakMb?: number;
}

/** Something that is measured, or a limit that it is measured against. */
export interface Subject {
  id: string;
  name: string;
  /** Where it takes minutes: the most items, and the only delay; a thousand are then sent once. */
  slow?: { mostItems: number; delayMs: number };
  /** Ours, what is used instead, or a limit of both. */
  kind: 'ours' | 'others' | 'limit';
  /** Whether it sends a message for each item. */
  sends: boolean;
  run(count: number): Promise<SubjectRun>;
}

/** What subjects need to be made. */
export interface Stage {
  bench: BenchN8n;
  server: AnsweringServer;
  pool: ChildProgram<PoolCalls>;
  /** Whether n8n-nodes-evolution-api was to be had. */
  hasEvolution: boolean;
}

const SIZES = [10, 50];

/** Stores a workflow for each subject in a running n8n. */
export async function makeSubjects(stage: Stage): Promise<Subject[]> {
  const { bench, server, hasEvolution } = stage;
  const { channel, header } = await storeCredentials(bench.n8n.client, server.url);
  const inN8n = async (
    id: string,
    name: string,
    { nodes, ...connections }: ReturnType<typeof oneMsg>,
    links: Links = 'one',
  ): Promise<Subject> => {
    const workflow: StoredWorkflow = await bench.store(id, nodes, connections);
    const run = async (count: number) =>
      await bench.run(workflow, makeItems(count, server.filesUrl, links));
    const kind = id.startsWith('ours') ? 'ours' : id === 'evaluation' ? 'limit' : 'others';
    return { id, name, kind, sends: id !== 'evaluation', run };
  };
  const ours = (concurrency: number, links: Links) =>
    inN8n(
      `ours-${concurrency}-${links}`,
      `1MSG Send File, ${concurrency} at a time, ${links === 'one' ? 'one link' : 'a link each'}`,
      oneMsg(channel, concurrency === 10 ? {} : { concurrency }),
      links,
    );
  const subjects = [
    await ours(10, 'one'),
    await ours(50, 'one'),
    await ours(10, 'distinct'),
    await ours(50, 'distinct'),
    await inN8n('http', 'HTTP Request', httpRequest(header, server.url, {})),
    await inN8n('http-batched', 'HTTP Request, batches of 10', httpBatched(header, server.url)),
    await inN8n('evaluation', 'limit: n8n evaluates the expressions', evaluation()),
    ...SIZES.map((connections) => poolLimit(stage, connections, 'one')),
    ...SIZES.map((connections) => poolLimit(stage, connections, 'distinct')),
  ];
  if (hasEvolution) subjects.push(await evolution(stage, inN8n));
  return subjects;
}

/** Its batches are a pause after every ten, however long the answers take: the shortest there is. */
function httpBatched(header: StoredCredential, server: string): ReturnType<typeof httpRequest> {
  return httpRequest(header, server, { batching: { batch: { batchSize: 10, batchInterval: 20 } } });
}

async function evolution(
  { bench, server }: Stage,
  inN8n: (id: string, name: string, nodes: ReturnType<typeof oneMsg>) => Promise<Subject>,
): Promise<Subject> {
  const account = await bench.n8n.client.createCredential('Bench Evolution', 'evolutionApi', {
    'server-url': server.url,
    apikey: 'bench-token',
  });
  const name = 'n8n-nodes-evolution-api in a loop';
  return {
    ...(await inN8n('evolution', name, evolutionApi(account))),
    slow: { mostItems: 1000, delayMs: 20 },
  };
}

/** Where each item has a link of its own the pool asks about it, too, as ours does. */
function poolLimit({ server, pool }: Stage, connections: number, links: Links): Subject {
  const asks = links === 'distinct';
  return {
    id: `pool-${connections}${asks ? '-heads' : ''}`,
    name: asks
      ? `limit: pools of ${connections}, a HEAD each`
      : `limit: a bare undici pool of ${connections}`,
    kind: 'limit',
    sends: true,
    run: (count) => {
      const items = makeItems(count, server.filesUrl, links);
      return pool.call('send', {
        origin: server.url,
        path: '/BENCH1/sendFile',
        connections,
        bodies: items.map(bodyOf),
        links: asks ? items.map(({ link }) => link) : [],
      });
    },
  };
}
