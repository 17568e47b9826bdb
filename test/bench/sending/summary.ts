import { type Spread, spread } from '../setup/statistics';
import type { Engine, Measurement } from './measure';

/** What several runs of one subject came to. */
export interface Summary {
  subject: string;
  engine: Engine;
  count: number;
  delayMs: number;
  seconds: Spread;
  itemsPerSecond: Spread;
  /** CPU milliseconds of its process for each item. */
  cpuMs: Spread;
  /** How much its process's memory grew at the peak, in MB. */
  memoryMb: Spread;
  connections: Spread;
  mostInFlight: Spread;
  heads: Spread;
  bytes: Spread;
}

/** One {@link Summary} for each subject, engine, number of items and delay. */
export function summarize(measurements: readonly Measurement[]): Summary[] {
  const groups = new Map<string, Measurement[]>();
  for (const each of measurements) {
    const key = [each.engine, each.delayMs, each.count, each.subject].join(' ');
    groups.set(key, [...(groups.get(key) ?? []), each]);
  }
  return [...groups.values()].map((runs) => {
    const [{ subject, engine, count, delayMs }] = runs as [Measurement];
    const of = (value: (run: Measurement) => number) => spread(runs.map(value));
    return {
      subject,
      engine,
      count,
      delayMs,
      seconds: of((run) => run.seconds),
      itemsPerSecond: of((run) => count / Math.max(run.seconds, 0.001)),
      cpuMs: of((run) => (run.cpuSeconds * 1000) / count),
      memoryMb: of((run) => (run.peakMb ?? 0) - (run.startMb ?? 0)),
      connections: of((run) => run.connections),
      mostInFlight: of((run) => run.mostInFlight),
      heads: of((run) => run.heads),
      bytes: of((run) => run.bytes),
    };
  });
}

/** Finds a summary by what it is of. */
export type Find = (subject: string, engine: Engine, count?: number) => Summary | undefined;

/** @returns {@link Find} among those with a server that takes 20 ms; without a count those of 1,000 items */
export const finder =
  (summaries: readonly Summary[]): Find =>
  (subject, engine, count = 1000) =>
    summaries.find(
      (each) =>
        each.delayMs === 20 &&
        each.subject === subject &&
        each.engine === engine &&
        each.count === count,
    );
