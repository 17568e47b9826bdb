import { KINDS, type Kind, LOADS, type Load, type Setting } from './kinds';
import { type MeasuredN8n, measure, warmUp } from './measure';
import type { Case, Series } from './results';
import { SUBJECTS, type Subject, takesPart } from './subjects';

/** How long {@link measureAll} takes. */
export interface Extent {
  /** Rounds are made until so much time is over, but always one. */
  minutes: number;
  /** How long each measurement takes. */
  seconds: number;
}

/**
 * Measures all subjects under one of n8n's settings, in many short rounds. In each they come right after
 * each other, every time in another order, so that whatever else the machine does hits all of them alike.
 */
export async function measureAll(
  n8n: MeasuredN8n,
  setting: Setting,
  { minutes, seconds }: Extent,
): Promise<Series[]> {
  for (const kind of kinds)
    for (const subject of subjectsOf(kind)) await warmUp(n8n, subject, kind, 5 * seconds);

  const cases: Case[] = loads.flatMap((load) => kinds.map((kind) => ({ setting, load, kind })));
  const series: Series[] = cases.flatMap((which) =>
    subjectsOf(which.kind).map((subject) => ({
      ...which,
      subject,
      requestsPerSecond: [],
      processorMs: [],
    })),
  );
  const deadline = Date.now() + minutes * 60_000;
  let round = 0;
  do {
    for (const { load, kind } of cases)
      for (const each of inTurn(
        series.filter((one) => one.load === load && one.kind === kind),
        round,
      )) {
        const measured = await measure(n8n, each.subject, kind, load, seconds);
        each.requestsPerSecond.push(rounded(measured.requestsPerSecond));
        each.processorMs.push(rounded(measured.processorMs));
      }
    round++;
  } while (Date.now() < deadline);
  console.log(`  ${round} rounds`);
  return series;
}

const kinds = Object.keys(KINDS) as Kind[];
const loads = Object.keys(LOADS) as Load[];
const subjectsOf = (kind: Kind): Subject[] =>
  (Object.keys(SUBJECTS) as Subject[]).filter((subject) => takesPart(subject, kind));

/** Somebody else begins in each round, and every other time it goes backwards: nobody always follows the same one. */
function inTurn<Item>(items: readonly Item[], round: number): Item[] {
  const start = Math.floor(round / 2) % items.length;
  const turned = [...items.slice(start), ...items.slice(0, start)];
  return round % 2 === 0 ? turned : turned.reverse();
}

const rounded = (value: number): number => Number(value.toPrecision(4));
