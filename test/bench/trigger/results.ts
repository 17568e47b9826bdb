import { type Kind, type Load, SETTINGS, type Setting } from './kinds';
import { type Spread, ratioOf, spreadOf } from './statistics';
import type { Subject } from './subjects';

/** One of the situations that the subjects are measured in. */
export interface Case {
  setting: Setting;
  load: Load;
  kind: Kind;
}

/** What one subject did in one case, a number a round. */
export interface Series extends Case {
  subject: Subject;
  /** Until the last execution had ended, not the last answer: who answers early and works later is not quicker. */
  requestsPerSecond: number[];
  /** n8n's processor time for a request, the execution included; NaN where it cannot be told. */
  processorMs: number[];
}

/** All that a run has to tell. */
export interface BenchResults {
  measuredAt: string;
  n8n: string;
  machine: string;
  /** How long a subject's turn takes; in a round it has one or several. */
  secondsEach: number;
  series: Series[];
}

type Measure = 'requestsPerSecond' | 'processorMs';

/** The settings that were measured, in their usual order. */
export const measuredSettings = ({ series }: BenchResults): Setting[] =>
  (Object.keys(SETTINGS) as Setting[]).filter((setting) =>
    series.some((each) => each.setting === setting),
  );

/** How many rounds there were under a setting. */
export const roundsUnder = ({ series }: BenchResults, setting: Setting): number =>
  series.find((each) => each.setting === setting)?.requestsPerSecond.length ?? 0;

/** A subject's measure over the rounds. */
export const spread = (
  results: BenchResults,
  which: Case,
  subject: Subject,
  measure: Measure,
): Spread => spreadOf(roundsOf(results, which, subject, measure));

/** The 1MSG Trigger's requests a second, divided by another subject's of the same round. */
export const rateRatio = (results: BenchResults, which: Case, other: Subject): Spread =>
  ratioOf(
    roundsOf(results, which, 'oneMsg', 'requestsPerSecond'),
    roundsOf(results, which, other, 'requestsPerSecond'),
  );

/** Another subject's processor time a request, divided by the 1MSG Trigger's: what the ratio would be on a machine of its own. */
export const processorRatio = (results: BenchResults, which: Case, other: Subject): Spread =>
  ratioOf(
    roundsOf(results, which, other, 'processorMs'),
    roundsOf(results, which, 'oneMsg', 'processorMs'),
  );

function roundsOf(
  { series }: BenchResults,
  { setting, load, kind }: Case,
  subject: Subject,
  measure: Measure,
): number[] {
  const found = series.find(
    (each) =>
      each.setting === setting &&
      each.load === load &&
      each.kind === kind &&
      each.subject === subject,
  );
  return found?.[measure] ?? [];
}
