import { KINDS, type Kind, LOADS, type Load, type Setting } from './kinds';
import { type MeasuredN8n, type Total, takeTurn, warmUp } from './measure';
import type { Case, Series } from './results';
import { SUBJECTS, type Subject } from './subjects';

/** How long {@link measureAll} takes. */
export interface Extent {
  /** Rounds are made until so much time is over, but always one. */
  minutes: number;
  /** How long a turn takes. */
  seconds: number;
  /** How many turns in a round those have whose numbers are so close that it takes more to tell them apart. */
  closeTurns: number;
}

/**
 * Measures all subjects under one of n8n's settings, in many short rounds. In each they come right after
 * each other, every time in another order, so that whatever else the machine does hits all of them alike.
 */
export async function measureAll(
  n8n: MeasuredN8n,
  setting: Setting,
  { minutes, seconds, closeTurns }: Extent,
): Promise<Series[]> {
  for (const kind of kinds)
    for (const subject of subjects) await warmUp(n8n, subject, kind, 5 * seconds);

  const cases: Case[] = loads.flatMap((load) => kinds.map((kind) => ({ setting, load, kind })));
  const series: Series[] = cases.flatMap((which) =>
    subjects.map((subject) => ({
      ...which,
      subject,
      requestsPerSecond: [],
      processorMs: [],
    })),
  );
  const deadline = Date.now() + minutes * 60_000;
  let round = 0;
  do {
    for (const { load, kind } of cases) {
      const all = series.filter((each) => each.load === load && each.kind === kind);
      await makeRound(all, round, closeTurns, ({ subject }) =>
        takeTurn(n8n, subject, kind, load, seconds),
      );
    }
    round++;
  } while (Date.now() < deadline);
  console.log(`  ${round} rounds`);
  return series;
}

/** Has all take their turns in one case, and notes what each one's come to. */
async function makeRound(
  all: readonly Series[],
  round: number,
  closeTurns: number,
  turnOf: (series: Series) => Promise<Total>,
): Promise<void> {
  const totals = new Map<Series, Total>();
  for (let turn = 0; turn < closeTurns; turn++)
    for (const each of inTurn(all, round * closeTurns + turn)) {
      if (turn > 0 && !CLOSE.includes(each.subject)) continue;
      totals.set(each, sumOf(totals.get(each), await turnOf(each)));
    }
  for (const [each, { answered, seconds, processorMs }] of totals) {
    each.requestsPerSecond.push(rounded(answered / seconds));
    each.processorMs.push(rounded(processorMs / answered));
  }
}

const CLOSE: Subject[] = ['oneMsg', 'oneMsgRedis', 'doNothing', 'sameFields'];

const sumOf = (sum: Total | undefined, more: Total): Total =>
  sum
    ? {
        answered: sum.answered + more.answered,
        seconds: sum.seconds + more.seconds,
        processorMs: sum.processorMs + more.processorMs,
      }
    : more;

const kinds = Object.keys(KINDS) as Kind[];
const loads = Object.keys(LOADS) as Load[];
const subjects = Object.keys(SUBJECTS) as Subject[];

/** Somebody else begins each time, and every other time it goes backwards: nobody always follows the same one. */
function inTurn<Item>(items: readonly Item[], time: number): Item[] {
  const start = Math.floor(time / 2) % items.length;
  const turned = [...items.slice(start), ...items.slice(0, start)];
  return time % 2 === 0 ? turned : turned.reverse();
}

const rounded = (value: number): number => Number(value.toPrecision(4));
