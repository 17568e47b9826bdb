import type { Measurement } from '../sending/measure';
import { type Named, sendingTable } from '../sending/report';
import { ratio, roundsOf } from '../sending/rounds';
import { summarize } from '../sending/summary';
import { figure, table, type Target, targetTable, withSpread } from '../setup/markdown';
import { middleHalf, type Spread } from '../setup/statistics';
import { SIZES, WAYS } from './subjects';

/** What an execution of one item took. */
export interface Single {
  subject: string;
  /** Of the node. */
  milliseconds: number;
  /** Of n8n's process, while the node ran. */
  cpuMs: number;
}

/** How much longer it may take than with neither keys nor Redis; undefined: nothing was set. */
const MOST_TIMES = { redis: 1.1, database: undefined, both: 1.15 } as const;
const MOST_MORE_MS = 10;

/** The tables of what the channel's memory costs. */
export function channelReport(
  measurements: readonly Measurement[],
  singles: readonly Single[],
  subjects: readonly Named[],
  notedKeys: number,
): string {
  const [{ count }] = measurements as [Measurement];
  const items = `${count.toLocaleString('en-US')} items`;
  const noted = notedKeys.toLocaleString('en-US');
  const compared = compare(measurements, count);
  return [
    `All of it in one n8n, side by side: ${items} with one link for all and a recipient each, a server that takes 20 ms, and a Redis on the same machine. Each node with keys has noted ${noted} before. Medians, and in brackets the least and the greatest, of single executions the quartiles. CPU is that of the n8n process. Ratios are those of the same round. Each round has another order.`,
    '## What was to be reached',
    targetTable([...compared.flatMap(timeTarget), ...singleTargets(singles)]),
    `## ${items}`,
    sendingTable(summarize(measurements), subjects),
    `Beside what it takes with ${WAYS.plain}:`,
    table(
      ['', 'times the time', 'times the CPU'],
      compared.map(({ name, time, cpu }) => [name, withSpread(time), withSpread(cpu)]),
    ),
    '## Executions of one item, one after another',
    singleTable(singles),
  ].join('\n\n');
}

interface Comparison {
  name: string;
  time: Spread;
  cpu: Spread;
  mostTimes: number | undefined;
}

function compare(measurements: readonly Measurement[], count: number): Comparison[] {
  const rounds = roundsOf(measurements, 'default', count);
  const ways = Object.keys(MOST_TIMES) as Array<keyof typeof MOST_TIMES>;
  return SIZES.flatMap((size) =>
    ways.flatMap((way) => {
      const times = (what: 'seconds' | 'cpuSeconds') =>
        ratio(rounds, (of) => of(`${way}-${size}`) / of(`plain-${size}`), what);
      const [time, cpu] = [times('seconds'), times('cpuSeconds')];
      const name = `${size} at a time: ${WAYS[way]}`;
      return time && cpu ? [{ name, time, cpu, mostTimes: MOST_TIMES[way] }] : [];
    }),
  );
}

function timeTarget({ name, time, mostTimes }: Comparison): Target[] {
  if (mostTimes === undefined) return [];
  return [
    {
      what: `${name}; time, of that with ${WAYS.plain}`,
      wanted: `at most ${mostTimes} times`,
      measured: `${withSpread(time)} times`,
      reached: time.median <= mostTimes,
    },
  ];
}

function singleTargets(singles: readonly Single[]): Target[] {
  const [plain, both] = (['plain', 'both'] as const).map((way) => medianOf(singles, way));
  if (!plain || !both) return [];
  const more = both.median - plain.median;
  return [
    {
      what: `one item, ${WAYS.both}: more than with ${WAYS.plain}`,
      wanted: `at most ${MOST_MORE_MS} ms`,
      measured: `${figure(more)} ms`,
      reached: more <= MOST_MORE_MS,
    },
  ];
}

const medianOf = (
  singles: readonly Single[],
  way: string,
  what: 'milliseconds' | 'cpuMs' = 'milliseconds',
) =>
  middleHalf(
    singles.filter(({ subject }) => subject.startsWith(way)).map((single) => single[what]),
  );

function singleTable(singles: readonly Single[]): string {
  const rows = Object.entries(WAYS).flatMap(([way, name]) => {
    const [took, cpu] = [medianOf(singles, way), medianOf(singles, way, 'cpuMs')];
    return took && cpu ? [[name, withSpread(took), withSpread(cpu), took.count]] : [];
  });
  return table(['', 'milliseconds', 'CPU ms', 'executions'], rows);
}
