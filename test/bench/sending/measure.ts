import { setTimeout as sleep } from 'node:timers/promises';

import type { Seen } from '../setup/answering-server';
import { shuffled } from '../setup/statistics';
import type { Stage, Subject, SubjectRun } from './subjects';

/** How n8n evaluates expressions: its default, or as it did before. */
export type Engine = 'default' | 'legacy';

/** A number of items, and a server that takes its time. */
export interface Cell {
  count: number;
  delayMs: number;
  rounds: number;
}

/** One run of one subject. */
export interface Measurement extends SubjectRun, Omit<Seen, 'messages' | 'recipients'> {
  subject: string;
  engine: Engine;
  count: number;
  delayMs: number;
  round: number;
}

/** V8 takes some thousand items until it has compiled what it compiles; n8n runs for weeks. */
const WARM_UP_ITEMS = 1000;
/** Between two runs, so that what n8n still does for one is not counted for the next. */
const REST_MS = 300;

/** How many items a slow subject sends once only. */
const ONCE_FROM = 1000;

function takesPart(slow: NonNullable<Subject['slow']>, cell: Cell, round: number): boolean {
  const isTold = cell.count <= slow.mostItems && cell.delayMs === slow.delayMs;
  return isTold && (round === 0 || cell.count < ONCE_FROM);
}

/** Runs each subject without counting it: code is compiled, expressions are parsed. */
export async function warmUp(
  stage: Pick<Stage, 'server'>,
  subjects: readonly Subject[],
): Promise<void> {
  await stage.server.reset(0);
  for (const subject of subjects)
    await subject.run(subject.slow ? WARM_UP_ITEMS / 10 : WARM_UP_ITEMS);
}

/** Measures all subjects round by round, in another order each round. */
export async function measureCell(
  stage: Pick<Stage, 'server'>,
  subjects: readonly Subject[],
  engine: Engine,
  cell: Cell,
): Promise<Measurement[]> {
  const { count, delayMs, rounds } = cell;
  const measured: Measurement[] = [];
  for (let round = 0; round < rounds; round++)
    for (const subject of shuffled(subjects)) {
      if (subject.slow && !takesPart(subject.slow, cell, round)) continue;
      await stage.server.reset(delayMs);
      await sleep(REST_MS);
      const run = await subject.run(count);
      const { messages, recipients, ...seen } = await stage.server.seen();
      const expected = subject.sends ? count : 0;
      if (messages !== expected || recipients !== expected)
        throw new Error(
          `${subject.name}: ${messages} messages to ${recipients} recipients arrived, not ${expected}`,
        );
      const { seconds, cpuSeconds, startMb, peakMb } = run;
      measured.push({
        subject: subject.id,
        engine,
        count,
        delayMs,
        round,
        seconds,
        cpuSeconds,
        startMb,
        peakMb,
        ...seen,
      });
    }
  return measured;
}
