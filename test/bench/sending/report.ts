import { barChart } from '../setup/bar-chart';
import { figure, table, targetTable, withSpread } from '../setup/markdown';
import type { Engine, Measurement } from './measure';
import type { Subject } from './subjects';
import { summarize, type Summary } from './summary';
import { sendingTargets } from './targets';

/** How a subject is called and what it is. */
export type Named = Pick<Subject, 'id' | 'name' | 'kind'>;

const ENGINES: Record<Engine, string> = {
  default: "n8n's default expression engine",
  legacy: 'N8N_EXPRESSION_ENGINE=legacy',
};

/** The tables and the chart of sending. */
export function sendingReport(
  measurements: readonly Measurement[],
  subjects: readonly Named[],
  note: string,
): { markdown: string; chart: string; summaries: Summary[] } {
  const summaries = summarize(measurements);
  const targets = sendingTargets(measurements);
  const cells = [...new Set(summaries.map((each) => cellOf(each)))];
  const sections = cells.map((cell) => {
    const own = summaries.filter((each) => cellOf(each) === cell);
    return `## ${cell}\n\n${sendingTable(own, subjects)}`;
  });
  const markdown = [
    'Medians, and in brackets the least and the greatest. CPU and memory are those of the n8n process (of the pool its own) while the node runs; memory is how much it grew at the peak. Links are asked about by HEAD, as Check File (on by default) does. Ratios are those of the same round. Each round has another order. "Not told" is what the machine was too busy for.',
    note,
    ...(targets.length > 0 ? ['## What was to be reached', targetTable(targets)] : []),
    ...sections,
  ].filter(Boolean);
  return { markdown: markdown.join('\n\n'), chart: sendingChart(summaries, subjects), summaries };
}

const cellOf = ({ engine, count, delayMs }: Summary): string =>
  `${count.toLocaleString('en-US')} items, a server that takes ${delayMs} ms, ${ENGINES[engine]}`;

/** What was measured of each subject, a line each. */
export function sendingTable(summaries: Summary[], subjects: readonly Named[]): string {
  const heads = ['', 'items a second', 'seconds', 'CPU ms an item', 'memory MB', 'connections'];
  const rows = subjects.flatMap(({ id, name }) => {
    const found = summaries.find(({ subject }) => subject === id);
    if (!found) return [];
    const { itemsPerSecond, seconds, cpuMs, memoryMb, connections, mostInFlight, heads } = found;
    return [
      [
        name,
        withSpread(itemsPerSecond),
        withSpread(seconds),
        withSpread(cpuMs),
        id.startsWith('pool') ? '' : figure(memoryMb.median),
        connections.max || '',
        mostInFlight.max || '',
        heads.median || '',
      ],
    ];
  });
  return table([...heads, 'most in flight', 'HEADs'], rows);
}

function sendingChart(summaries: Summary[], subjects: readonly Named[]): string {
  const most = Math.max(...summaries.map(({ count }) => Math.min(count, 1000)));
  const groups = (Object.keys(ENGINES) as Engine[]).map((engine) => ({
    heading: ENGINES[engine],
    bars: subjects.flatMap(({ id, name, kind }) => {
      const found = summaries.find(
        (each) =>
          each.engine === engine &&
          each.subject === id &&
          each.count === most &&
          each.delayMs === 20,
      );
      if (!found) return [];
      const { median, min, max } = found.itemsPerSecond;
      return [{ label: name, kind, value: median, min, max, text: figure(median) }];
    }),
  }));
  const title = `Items a second: ${most.toLocaleString('en-US')} items, a server that takes 20 ms`;
  return barChart(
    title,
    groups.filter(({ bars }) => bars.length > 0),
  );
}
