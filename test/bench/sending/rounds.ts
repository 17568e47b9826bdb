import { type Spread, spread } from '../common/statistics';
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

/**
 * A ratio taken within each round: on a machine that others use, too, times of different rounds say little
 * of each other.
 * @param ratioIn undefined for a round in which something is missing
 */
export function ratio(
  rounds: readonly Round[],
  ratioIn: (seconds: (subject: string) => number) => number,
): Spread | undefined {
  const ratios = rounds
    .map((round) => ratioIn((subject) => round.get(subject)?.seconds ?? NaN))
    .filter((value) => Number.isFinite(value));
  return ratios.length > 0 ? spread(ratios) : undefined;
}
