import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { ensureRedis } from '../../../lab/servers/debian';
import { startRedis } from '../../../lab/servers/redis';
import { startAnsweringServer } from '../setup/answering-server';
import { BenchN8n } from '../setup/bench-n8n';
import { startProgram } from '../setup/child-program';
import type { RelayCalls } from '../setup/delaying-relay.program';
import { prepare } from '../setup/prepared-folder';
import { type BenchOptions, writeResults } from '../setup/results';
import { shuffled } from '../setup/statistics';
import { CASES, type CaseId, type Single, singleReport } from './report';
import { makeSingleSubjects, type SingleStage, type SingleSubject } from './subjects';

interface Sizes {
  roundTrips: number[];
  /** How often each subject is run in each case. */
  times: Record<CaseId, number>;
  atOnce: number;
}

const WHOLE: Sizes = {
  roundTrips: [0, 50, 200],
  times: { apart0: 50, apart2: 20, apart10: 10, cold: 20, atOnce: 5 },
  atOnce: 20,
};
const SHORT: Sizes = {
  ...WHOLE,
  times: { apart0: 9, apart2: 5, apart10: 3, cold: 5, atOnce: 1 },
};
const QUICK: Sizes = {
  roundTrips: [0, 50],
  times: { apart0: 1, apart2: 1, apart10: 0, cold: 1, atOnce: 1 },
  atOnce: 3,
};

/** So long the servers keep idle connections, and say so, as nginx does where it is told to. */
const KEEP_ALIVE_MS = 75_000;
/** So many are run within 2 s. */
const GROUP = 3;
/** Until each side knows that a connection was closed. */
const CLOSED_WITHIN_MS = 500;

/** Executions of one item each, as a CRM starts them, to servers that are far away. */
export async function bench(options: BenchOptions): Promise<Single[]> {
  const sizes = options.quick ? QUICK : options.short ? SHORT : WHOLE;
  const { installation, certificate, folder } = await prepare();
  const server = await startAnsweringServer(certificate, KEEP_ALIVE_MS);
  const relay = startProgram<RelayCalls>(
    join(__dirname, '..', 'setup', 'delaying-relay.program.ts'),
  );
  const redis = await startRedis(ensureRedis());
  const redisUrl = `redis://127.0.0.1:${redis.port}`;
  const bench = await BenchN8n.start({ installation, caFile: certificate.caFile, folder });
  try {
    return await measureAll(options, { bench, server, relay, redisUrl }, sizes);
  } finally {
    await bench.n8n.stop();
    await redis.stop();
    relay.stop();
    server.stop();
  }
}

async function measureAll(
  options: BenchOptions,
  stage: SingleStage,
  sizes: Sizes,
): Promise<Single[]> {
  const subjects = await makeSingleSubjects(stage, sizes.roundTrips);
  for (const subject of subjects) await runOne(stage, subject); // reaches each host, and compiles
  const singles: Single[] = [];
  for (const id of Object.keys(CASES) as CaseId[]) {
    if (sizes.times[id] > 0) console.log(`${CASES[id].name} …`);
    for (const some of groupsOf(id, subjects)) {
      const { apartMs } = CASES[id];
      if (apartMs > 0) await measureRound(stage, id, some, sizes.atOnce); // only the next is so far from one before
      for (let time = 0; time < sizes.times[id]; time++)
        singles.push(...(await measureRound(stage, id, some, sizes.atOnce)));
    }
  }
  const written = await writeResults(options, {
    name: 'single',
    title: 'One file an execution',
    markdown: singleReport(singles, sizes.atOnce),
    data: { singles },
    charts: {},
  });
  console.log(written);
  return singles;
}

/** All take longer than 2 s. */
function groupsOf(id: CaseId, subjects: readonly SingleSubject[]): SingleSubject[][] {
  if (id !== 'apart2') return [[...subjects]];
  const starts = [...subjects.keys()].filter((index) => index % GROUP === 0);
  return starts.map((start) => subjects.slice(start, start + GROUP));
}

/** Each subject once, in another order each time. */
async function measureRound(
  stage: SingleStage,
  id: CaseId,
  subjects: readonly SingleSubject[],
  atOnce: number,
): Promise<Single[]> {
  const { apartMs } = CASES[id];
  const singles: Single[] = [];
  if (id === 'cold') {
    await stage.server.reset(0); // closes the connections
    await sleep(CLOSED_WITHIN_MS);
  }
  await stage.server.forget();
  const begun = Date.now();
  for (const subject of shuffled(subjects))
    singles.push(
      ...(id === 'apart0'
        ? await inARow(stage, subject)
        : id === 'atOnce'
          ? await manyAtOnce(stage, subject, atOnce)
          : [{ ...named(id, subject), milliseconds: await runOne(stage, subject) }]),
    );
  const { messages } = await stage.server.seen();
  const expected = subjects.length * (id === 'atOnce' ? atOnce : id === 'apart0' ? 2 : 1);
  if (messages !== expected) throw new Error(`${messages} messages arrived, not ${expected}`);
  await sleep(Math.max(0, begun + apartMs - Date.now()));
  return singles;
}

const named = (id: CaseId, { way, roundTripMs }: SingleSubject) => ({ case: id, way, roundTripMs });

/** Two, of which the second follows at once; it alone is measured. */
async function inARow(stage: SingleStage, subject: SingleSubject): Promise<Single[]> {
  await runOne(stage, subject);
  return [{ ...named('apart0', subject), milliseconds: await runOne(stage, subject) }];
}

async function runOne({ bench }: SingleStage, subject: SingleSubject): Promise<number> {
  return Math.round((await bench.run(subject.workflow, subject.items(1))).seconds * 1000);
}

async function manyAtOnce(
  { bench }: SingleStage,
  subject: SingleSubject,
  count: number,
): Promise<Single[]> {
  const { each, all } = await bench.runAtOnce(subject.workflow, subject.items(count));
  return each.map((seconds) => ({
    ...named('atOnce', subject),
    milliseconds: Math.round(seconds * 1000),
    allMs: Math.round(all * 1000),
  }));
}
