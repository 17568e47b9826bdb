import { middleHalf, type Spread } from '../setup/statistics';
import { type Kind, type Load, SETTINGS, type Setting } from './kinds';
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

type Measure = 'requestsPerSecond' | 'processorMs';

/** The settings that were measured, in their usual order. */
export const measuredSettings = (series: readonly Series[]): Setting[] =>
  (Object.keys(SETTINGS) as Setting[]).filter((setting) =>
    series.some((each) => each.setting === setting),
  );

/** How many rounds there were under a setting. */
export const roundsUnder = (series: readonly Series[], setting: Setting): number =>
  series.find((each) => each.setting === setting)?.requestsPerSecond.length ?? 0;

/** A subject's measure over the rounds; undefined where it did not take part. */
export const spreadOf = (
  series: readonly Series[],
  which: Case,
  subject: Subject,
  measure: Measure,
): Spread | undefined => middleHalf(roundsOf(series, which, subject, measure));

/** The 1MSG Send File Trigger's requests a second, divided by another subject's of the same round. */
export const rateRatio = (
  series: readonly Series[],
  which: Case,
  other: Subject,
): Spread | undefined =>
  ratio(
    roundsOf(series, which, 'oneMsg', 'requestsPerSecond'),
    roundsOf(series, which, other, 'requestsPerSecond'),
  );

/** Another subject's processor time a request, divided by the 1MSG Send File Trigger's: what the ratio would be on a machine of its own. */
export const processorRatio = (
  series: readonly Series[],
  which: Case,
  other: Subject,
): Spread | undefined =>
  ratio(
    roundsOf(series, which, other, 'processorMs'),
    roundsOf(series, which, 'oneMsg', 'processorMs'),
  );

/** Both had the same noise in the same round. */
const ratio = (values: readonly number[], others: readonly number[]): Spread | undefined =>
  middleHalf(values.map((value, round) => value / (others[round] ?? NaN)));

function roundsOf(
  series: readonly Series[],
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
