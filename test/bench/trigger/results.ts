import { type Kind, type Load, SETTINGS, type Setting } from './kinds';
import { type Spread, ratioOf, spreadOf } from './statistics';
import type { Subject } from './subjects';

/** What one subject did in one round. */
export interface Measurement {
  setting: Setting;
  load: Load;
  kind: Kind;
  subject: Subject;
  round: number;
  answered: number;
  /** From the first request until the last answer. */
  seconds: number;
  /** From the first request until the last execution that it started had ended. */
  secondsUntilIdle: number;
  /** The processor time that n8n took for all that; null where it cannot be told. */
  processorMs: number | null;
}

/** All that a run has to tell. */
export interface BenchResults {
  measuredAt: string;
  n8n: string;
  machine: string;
  rounds: number;
  secondsEach: number;
  measurements: Measurement[];
}

/** One of the situations that all subjects are measured in. */
export type Case = Pick<Measurement, 'setting' | 'load' | 'kind'>;

/** The settings that were measured, in their usual order. */
export const measuredSettings = ({ measurements }: BenchResults): Setting[] =>
  (Object.keys(SETTINGS) as Setting[]).filter((setting) =>
    measurements.some((each) => each.setting === setting),
  );

/** Requests done a second, over the rounds. */
export const rate = (results: BenchResults, which: Case, subject: Subject): Spread =>
  spreadOf(perRound(results, which, subject, rateOf));

/** The 1MSG Trigger's requests a second for each one of another subject's in the same round. */
export const rateRatio = (results: BenchResults, which: Case, other: Subject): Spread =>
  ratioOf(perRound(results, which, 'oneMsg', rateOf), perRound(results, which, other, rateOf));

/** n8n's processor milliseconds a request, over the rounds; NaN where they cannot be told. */
export const processorTime = (results: BenchResults, which: Case, subject: Subject): Spread =>
  spreadOf(
    perRound(results, which, subject, ({ processorMs, answered }) =>
      processorMs === null ? NaN : processorMs / answered,
    ),
  );

/** Until all is done, not just answered: who answers early and works later is not quicker. */
const rateOf = ({ answered, secondsUntilIdle }: Measurement): number => answered / secondsUntilIdle;

function perRound(
  { measurements }: BenchResults,
  { setting, load, kind }: Case,
  subject: Subject,
  value: (measurement: Measurement) => number,
): number[] {
  return measurements
    .filter(
      (each) =>
        each.setting === setting &&
        each.load === load &&
        each.kind === kind &&
        each.subject === subject,
    )
    .sort((a, b) => a.round - b.round)
    .map(value);
}
