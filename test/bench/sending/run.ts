import { cp } from 'node:fs/promises';
import { join } from 'node:path';

import { temporaryFolder } from '../../../lab/servers/start-process';
import { startAnsweringServer } from '../setup/answering-server';
import { BenchN8n } from '../setup/bench-n8n';
import { startProgram } from '../setup/child-program';
import type { PoolCalls } from '../setup/pool-limit.program';
import { EVOLUTION, prepare } from '../setup/prepared-folder';
import { type BenchOptions, writeResults } from '../setup/results';
import { type Cell, type Engine, measureCell, type Measurement, warmUp } from './measure';
import { type Named, sendingReport } from './report';
import { makeSubjects, type Stage, type Subject } from './subjects';
import type { Summary } from './summary';

/** What is to be known first comes first: results are written after each. */
const CELLS: Cell[] = [
  { count: 1000, delayMs: 20, rounds: 5 },
  { count: 5000, delayMs: 20, rounds: 2 },
  { count: 1000, delayMs: 100, rounds: 2 },
  { count: 1000, delayMs: 0, rounds: 2 },
  { count: 100, delayMs: 20, rounds: 3 },
  { count: 1, delayMs: 20, rounds: 3 },
];
const SHORT_CELLS: Cell[] = [{ count: 1000, delayMs: 20, rounds: 3 }];
const QUICK_CELLS: Cell[] = [{ count: 20, delayMs: 20, rounds: 1 }];
const ENGINES: Engine[] = ['default', 'legacy'];

/** An n8n with its expression engine, and what runs in it. */
interface Setting {
  engine: Engine;
  stage: Stage;
  subjects: Subject[];
}

/** Many items to different recipients: our node, what people use instead, and the limits of both. */
export async function bench(options: BenchOptions): Promise<Summary[]> {
  const withEvolution = !options.short && !options.quick;
  const prepared = await prepare({ evolution: withEvolution });
  const { installation, certificate, folder, evolutionMissing } = prepared;
  const { caFile } = certificate;
  const server = await startAnsweringServer(certificate);
  const pool = startProgram<PoolCalls>(
    join(__dirname, '..', 'setup', 'pool-limit.program.ts'),
    { NODE_EXTRA_CA_CERTS: caFile },
    installation.node,
  );
  const settings: Setting[] = [];
  try {
    for (const engine of options.quick ? ENGINES.slice(0, 1) : ENGINES) {
      const own = temporaryFolder('1msg-bench-n8n-');
      await cp(folder, own, { recursive: true });
      const env = engine === 'legacy' ? { N8N_EXPRESSION_ENGINE: 'legacy' } : undefined;
      const bench = await BenchN8n.start({ installation, caFile, folder: own, env });
      const stage = { bench, server, pool, hasEvolution: withEvolution && !evolutionMissing };
      settings.push({ engine, stage, subjects: await makeSubjects(stage) });
    }
    const note = evolutionMissing ? `${EVOLUTION} could not be had: ${evolutionMissing}` : '';
    return await measureAll(options, settings, note);
  } finally {
    for (const { stage } of settings) await stage.bench.n8n.stop();
    server.stop();
    pool.stop();
  }
}

async function measureAll(
  options: BenchOptions,
  settings: readonly Setting[],
  note: string,
): Promise<Summary[]> {
  if (!options.quick) for (const { stage, subjects } of settings) await warmUp(stage, subjects);
  const names: Named[] = settings[0]!.subjects.map(({ id, name, kind }) => ({ id, name, kind }));
  const measurements: Measurement[] = [];
  let summaries: Summary[] = [];
  let written = '';
  for (const cell of options.quick ? QUICK_CELLS : options.short ? SHORT_CELLS : CELLS) {
    for (const { engine, stage, subjects } of settings) {
      console.log(`${cell.count} items at ${cell.delayMs} ms, ${engine} engine …`);
      measurements.push(...(await measureCell(stage, subjects, engine, cell)));
    }
    const report = sendingReport(measurements, names, note);
    summaries = report.summaries;
    written = await writeResults(options, {
      name: 'sending',
      title: 'Sending many items',
      markdown: report.markdown,
      data: { subjects: names, summaries, measurements },
      charts: { sending: report.chart },
    });
  }
  console.log(written);
  return summaries;
}
