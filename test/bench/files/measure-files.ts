import { open } from 'node:fs/promises';
import { join } from 'node:path';

import type { AnsweringServer } from '../setup/answering-server';
import type { BenchN8n, StoredWorkflow } from '../setup/bench-n8n';
import type { BodyCalls } from '../setup/body-limit.program';
import type { ChildProgram } from '../setup/child-program';
import { shuffled } from '../setup/statistics';

/** A way to send a file, stored in n8n. */
export interface FileSubject {
  id: string;
  name: string;
  workflow: StoredWorkflow;
  /** n8n's settings for it. */
  env: Record<string, string>;
  /** Whether it sends the file; what does not shows what n8n itself takes. */
  sends: boolean;
}

/** One file sent once. */
export interface FileMeasurement {
  subject: string;
  sizeMb: number;
  round: number;
  seconds: number;
  /** How much n8n's memory grew before the node began: it read the file into its storage. None for the limit. */
  storedMb?: number;
  /** How much it grew from then on to its peak. */
  memoryMb?: number;
  /** Bytes of the request bodies. */
  bytes: number;
  /** Why it could not be sent. */
  failure?: string;
}

/** What files are measured with. */
export interface FileStage {
  bench: BenchN8n;
  server: AnsweringServer;
  /** Starts a process that posts for the limit. */
  startLimit: () => ChildProgram<BodyCalls>;
  /** Where the files lie that n8n may read. */
  folder: string;
  /** Whether n8n is restarted before each file, so that nothing of the last one is left. */
  restarts: boolean;
  /** How often 1 MB is sent before: the first times cost whoever sends what code costs until it is compiled. */
  timesBefore: number;
}

const MB = 1024 * 1024;
export const LIMIT = 'limit';
export const NODE_ALONE = 'alone';

/** Writes a PDF of that size, by its first bytes, and gives its path. */
export async function writeFileOf(folder: string, sizeMb: number): Promise<string> {
  const path = join(folder, `invoice-${sizeMb}.pdf`);
  const file = await open(path, 'w');
  await file.write('%PDF-1.7\n');
  await file.truncate(sizeMb * MB);
  await file.close();
  return path;
}

/** Measures one size. 1 MB is sent some times before each, by n8n as by the limit's process. */
export async function measureFiles(
  stage: FileStage,
  subjects: readonly FileSubject[],
  sizeMb: number,
  rounds: number,
): Promise<FileMeasurement[]> {
  const measured: FileMeasurement[] = [];
  const small = await writeFileOf(stage.folder, 1);
  const path = await writeFileOf(stage.folder, sizeMb);
  for (let round = 0; round < rounds; round++) {
    for (const subject of shuffled(subjects))
      measured.push({
        subject: subject.id,
        sizeMb,
        round,
        ...(await measureFile(stage, subject, small, path)),
      });
    measured.push(await measureLimit(stage, sizeMb, round));
  }
  return measured;
}

async function measureFile(
  { bench, server, restarts, timesBefore }: FileStage,
  { workflow, env, sends }: FileSubject,
  small: string,
  path: string,
): Promise<Omit<FileMeasurement, 'subject' | 'sizeMb' | 'round'>> {
  if (restarts) await bench.restart(env);
  await server.reset(0);
  for (let time = 0; time < timesBefore; time++) await bench.run(workflow, [{ path: small }]);
  await server.reset(0);
  try {
    const { seconds, idleMb, startMb, peakMb } = await bench.run(workflow, [{ path }]);
    const { bytes, messages } = await server.seen();
    if (messages !== (sends ? 1 : 0)) throw new Error(`${messages} messages arrived`);
    return { seconds, storedMb: startMb - idleMb, memoryMb: peakMb - startMb, bytes };
  } catch (error) {
    return { seconds: 0, bytes: 0, failure: (error as Error).message.slice(0, 200) };
  }
}

/** In a process as young as n8n's, which has posted as much before. */
async function measureLimit(
  { server, startLimit, timesBefore }: FileStage,
  sizeMb: number,
  round: number,
): Promise<FileMeasurement> {
  const limit = startLimit();
  try {
    await server.reset(0);
    const bytes = Math.ceil((sizeMb * MB) / 3) * 4;
    const order = { origin: server.url, path: '/BENCH1/sendFile', bytes };
    for (let time = 0; time < timesBefore; time++)
      await limit.call('post', { ...order, bytes: Math.ceil(MB / 3) * 4 });
    const seconds = await limit.call('post', order);
    return { subject: LIMIT, sizeMb, round, seconds, bytes };
  } finally {
    limit.stop();
  }
}
