import { mkdir, open } from 'node:fs/promises';
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

/** Files of one size, each for a recipient of its own. */
export interface FileBatch {
  files: number;
  /** Of each. */
  sizeMb: number;
}

/** A batch sent once. */
export interface FileMeasurement extends FileBatch {
  subject: string;
  round: number;
  seconds: number;
  /** How much n8n's memory grew before the node began: it read the files into its storage. None for the limit. */
  storedMb?: number;
  /** How much it grew from then on to its peak. */
  memoryMb?: number;
  /** Bytes of the request bodies. */
  bytes: number;
  /** Why they could not be sent. */
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
  /** Whether n8n is restarted before each batch, so that nothing of the last one is left. */
  restarts: boolean;
  /** How often 1 MB is sent before: the first times cost whoever sends what code costs until it is compiled. */
  timesBefore: number;
}

const MB = 1024 * 1024;
export const LIMIT = 'limit';
export const NODE_ALONE = 'alone';

/** As many go out at a time as our node has recipients written to by default. */
const CONNECTIONS = 10;

/** Writes PDFs of that size, by their first bytes, and gives the pattern of their paths. */
export async function writeFiles(folder: string, { files, sizeMb }: FileBatch): Promise<string> {
  const home = join(folder, `${files}-of-${sizeMb}`);
  await mkdir(home, { recursive: true });
  for (let number = 1; number <= files; number++) {
    const file = await open(join(home, `invoice-${number}.pdf`), 'w');
    await file.write('%PDF-1.7\n');
    await file.truncate(sizeMb * MB);
    await file.close();
  }
  return join(home, '*.pdf');
}

/** Measures one batch. 1 MB is sent some times before each, by n8n as by the limit's process. */
export async function measureFiles(
  stage: FileStage,
  subjects: readonly FileSubject[],
  batch: FileBatch,
  rounds: number,
): Promise<FileMeasurement[]> {
  const measured: FileMeasurement[] = [];
  const before = await writeFiles(stage.folder, { files: 1, sizeMb: 1 });
  const path = await writeFiles(stage.folder, batch);
  for (let round = 0; round < rounds; round++) {
    for (const subject of shuffled(subjects)) {
      const sent = await measureBatch(stage, subject, before, { path, files: batch.files });
      measured.push({ subject: subject.id, ...batch, round, ...sent });
    }
    const seconds = await measureLimit(stage, batch);
    const bytes = batch.files * bodySize(batch.sizeMb);
    measured.push({ subject: LIMIT, ...batch, round, seconds, bytes });
  }
  return measured;
}

async function measureBatch(
  { bench, server, restarts, timesBefore }: FileStage,
  { workflow, env, sends }: FileSubject,
  before: string,
  { path, files }: { path: string; files: number },
): Promise<Omit<FileMeasurement, 'subject' | 'round' | keyof FileBatch>> {
  if (restarts) await bench.restart(env);
  await server.reset(0);
  for (let time = 0; time < timesBefore; time++) await bench.run(workflow, [{ path: before }]);
  await server.forget(); // the limit's connection is kept from before, too
  try {
    const { seconds, idleMb, startMb, peakMb } = await bench.run(workflow, [{ path }]);
    const { bytes, messages } = await server.seen();
    if (messages !== (sends ? files : 0)) throw new Error(`${messages} messages arrived`);
    return { seconds, storedMb: startMb - idleMb, memoryMb: peakMb - startMb, bytes };
  } catch (error) {
    return { seconds: 0, bytes: 0, failure: (error as Error).message.slice(0, 200) };
  }
}

/** In a process as young as n8n's, which has posted as much before. */
async function measureLimit(
  { server, startLimit, timesBefore }: FileStage,
  { files, sizeMb }: FileBatch,
): Promise<number> {
  const limit = startLimit();
  try {
    await server.reset(0);
    const order = { origin: server.url, path: '/BENCH1/sendFile', connections: CONNECTIONS };
    for (let time = 0; time < timesBefore; time++)
      await limit.call('post', { ...order, bytes: bodySize(1), times: 1 });
    return await limit.call('post', { ...order, bytes: bodySize(sizeMb), times: files });
  } finally {
    limit.stop();
  }
}

/** Bytes of a file of that size as base64. */
const bodySize = (sizeMb: number): number => Math.ceil((sizeMb * MB) / 3) * 4;
