import { type Spread, spread } from '../setup/statistics';
import type { Engine, Measurement } from './measure';

/** What was measured in one round, by subject. */
export type Round = ReadonlyMap<string, Measurement>;

/** The rounds of one number of items, with a server that takes 20 ms. */
export function roundsOf(
  measurements: readonly Measurement[],
  engine: Engine,
  count: number,
): Round[] {
  const rounds: Array<Map<string, Measurement>> = [];
  for (const each of measurements) {
    if (each.engine !== engine || each.count !== count || each.delayMs !== 20) continue;
    (rounds[each.round] ??= new Map()).set(each.subject, each);
  }
  return rounds;
}

/** Evaluating is one loop that waits for nothing: with a core of its own it uses all of its time. */
const A_CORE_OF_ITS_OWN = 0.9;

/**
 * Whether times of a round can be held against the time that evaluating took. On a busy machine they cannot:
 * who never waits is put off in favour of who does, so that sending seems to be faster than only evaluating
 * what is sent.
 */
export function hadACore(round: Round): boolean {
  const run = round.get('evaluation');
  return run !== undefined && run.cpuSeconds / run.seconds >= A_CORE_OF_ITS_OWN;
}

/**
 * A ratio taken within each round: on a machine that others use, too, times of different rounds say little
 * of each other.
 * @param ratioIn undefined for a round in which something is missing
 */
export function ratio(
  rounds: readonly Round[],
  ratioIn: (of: (subject: string) => number) => number,
  what: 'seconds' | 'cpuSeconds' = 'seconds',
): Spread | undefined {
  const ratios = rounds
    .map((round) => ratioIn((subject) => round.get(subject)?.[what] ?? NaN))
    .filter((value) => Number.isFinite(value));
  return ratios.length > 0 ? spread(ratios) : undefined;
}
