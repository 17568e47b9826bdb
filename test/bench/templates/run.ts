import type { INodeParameters } from 'n8n-workflow';

import { EXPRESSIONS, makeItems } from '../sending/items';
import { measureCell, type Measurement, warmUp } from '../sending/measure';
import { sendingTable } from '../sending/report';
import { ratio, roundsOf } from '../sending/rounds';
import { oneMsg } from '../sending/subject-nodes';
import type { Subject } from '../sending/subjects';
import { summarize } from '../sending/summary';
import { startAnsweringServer, type AnsweringServer } from '../setup/answering-server';
import { BenchN8n } from '../setup/bench-n8n';
import { storeChannel } from '../setup/credentials';
import { type Target, targetTable, withSpread } from '../setup/markdown';
import { prepare } from '../setup/prepared-folder';
import { type BenchOptions, writeResults } from '../setup/results';

const SIZES = [10, 50];
const MOST_TIMES = 1.1;
const DELAY_MS = 20;

const template: INodeParameters = {
  operation: 'sendTemplate',
  template: { __rl: true, mode: 'id', value: 'invoice_ready:en' },
  templateVariables: {
    mappingMode: 'defineBelow',
    value: { body_1: EXPRESSIONS.caption, body_2: 'TKT-2048' },
    matchingColumns: [],
    schema: [],
  },
};

/** What goes out, by the first part of the subjects' IDs; each with four expressions. */
const WAYS: Record<string, { name: string; parameters: INodeParameters }> = {
  file: { name: 'Send File', parameters: {} },
  template: { name: 'Send Template, the file in its header', parameters: template },
};

/** 1,000 templates beside 1,000 files, in one n8n. */
export async function bench(options: BenchOptions): Promise<Measurement[]> {
  const { installation, certificate, folder } = await prepare();
  const server = await startAnsweringServer(certificate);
  const bench = await BenchN8n.start({ installation, caFile: certificate.caFile, folder });
  try {
    const subjects = await makeSubjects(bench, server);
    if (!options.quick) await warmUp({ server }, subjects);
    const cell = {
      count: options.quick ? 20 : 1000,
      delayMs: DELAY_MS,
      rounds: options.quick ? 1 : options.short ? 5 : 15,
    };
    const measurements = await measureCell({ server }, subjects, 'default', cell);
    const written = await writeResults(options, {
      name: 'templates',
      title: 'Sending by template',
      markdown: report(measurements, subjects, cell.count),
      data: { measurements },
      charts: {},
    });
    console.log(written);
    return measurements;
  } finally {
    await bench.n8n.stop();
    server.stop();
  }
}

async function makeSubjects(bench: BenchN8n, server: AnsweringServer): Promise<Subject[]> {
  const credential = await storeChannel(bench.n8n.client, server.url);
  const subjects: Subject[] = [];
  for (const size of SIZES)
    for (const [way, { name, parameters }] of Object.entries(WAYS)) {
      const { nodes } = oneMsg(credential, size === 10 ? {} : { concurrency: size });
      const changed = nodes.map((node) => ({
        ...node,
        parameters: { ...node.parameters, ...parameters },
      }));
      const id = `${way}-${size}`;
      const workflow = await bench.store(id, changed);
      subjects.push({
        ...{ id, name: `${size} at a time: ${name}`, kind: 'ours', sends: true },
        run: async (count) => await bench.run(workflow, makeItems(count, server.filesUrl, 'one')),
      });
    }
  return subjects;
}

function report(
  measurements: readonly Measurement[],
  subjects: readonly Subject[],
  count: number,
): string {
  const rounds = roundsOf(measurements, 'default', count);
  const targets = SIZES.flatMap((size): Target[] => {
    const times = (what: 'seconds' | 'cpuSeconds') =>
      ratio(rounds, (of) => of(`template-${size}`) / of(`file-${size}`), what);
    const [time, cpu] = [times('seconds'), times('cpuSeconds')];
    if (!time || !cpu) return [];
    return [
      {
        what: `${size} at a time: time by template, of that of files`,
        wanted: `at most ${MOST_TIMES} times`,
        measured: `${withSpread(time)} times, and ${withSpread(cpu)} times the CPU`,
        reached: time.median <= MOST_TIMES,
      },
    ];
  });
  return [
    `${count.toLocaleString('en-US')} items with one link for all, a recipient and four expressions each, a server that takes 20 ms, all in one n8n, side by side. The template has the file in its header and two variables. Medians, and in brackets the least and the greatest; ratios are those of the same round.`,
    '## What was to be reached',
    targetTable(targets),
    '## Measured',
    sendingTable(summarize(measurements), subjects),
  ].join('\n\n');
}
