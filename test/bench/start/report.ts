import { barChart } from '../setup/bar-chart';
import { figure, table, type Target, targetTable, withSpread } from '../setup/markdown';
import type { LoadTimes } from './load-times';
import type { StartTimes } from './start-times';

/** The tables and the chart of n8n's start. Of the packages ours is the first. */
export function startReport(
  loading: readonly LoadTimes[],
  starts: readonly StartTimes[],
  missing: readonly string[],
): { markdown: string; chart: string } {
  const markdown = [
    'Medians, and in brackets the least and the greatest.',
    ...missing,
    '## What was to be reached',
    targetTable(startTargets(loading)),
    '## Loading a package',
    'In a fresh process with n8n-workflow loaded: all nodes and credentials required and made, as n8n does it. What stays is what is left on the heap after a garbage collection.',
    table(
      ['package', 'ms', 'stays, MB', 'resident, MB', 'modules', 'undici or axios loaded'],
      loading.map(({ package: name, ms, heapMb, rssMb, modules, loadsHttpLibrary }) => [
        name,
        withSpread(ms),
        withSpread(heapMb),
        withSpread(rssMb),
        modules,
        loadsHttpLibrary ? 'yes' : 'no',
      ]),
    ),
    '## A real n8n',
    'From the start of the process until the editor is accessible. With few starts a difference within the spread of the row without a package says nothing.',
    table(
      ['package installed', 'seconds', 'CPU seconds', 'memory MB'],
      starts.map(({ package: name, seconds, cpuSeconds, memoryMb }) => [
        name,
        withSpread(seconds),
        withSpread(cpuSeconds),
        withSpread(memoryMb),
      ]),
    ),
  ];
  return { markdown: markdown.join('\n\n'), chart: loadingChart(loading) };
}

function startTargets([ours]: readonly LoadTimes[]): Target[] {
  if (!ours) return [];
  const { ms, heapMb, rssMb, loadsHttpLibrary } = ours;
  return [
    {
      what: 'time',
      wanted: 'under 30 ms',
      measured: `${withSpread(ms)} ms`,
      reached: ms.median < 30,
    },
    {
      what: 'memory',
      wanted: 'under 5 MB',
      measured: `${withSpread(heapMb)} MB stay, ${figure(rssMb.median)} MB resident`,
      reached: Math.max(heapMb.median, rssMb.median) < 5,
    },
    {
      what: 'undici',
      wanted: 'not before the first send',
      measured: loadsHttpLibrary ? 'loaded at the start' : 'not loaded',
      reached: !loadsHttpLibrary,
    },
  ];
}

function loadingChart(loading: readonly LoadTimes[]): string {
  const kindOf = (index: number) => (index === 0 ? ('ours' as const) : ('others' as const));
  const bars = loading.map(({ package: label, ms }, index) => ({
    label,
    kind: kindOf(index),
    value: ms.median,
    min: ms.min,
    max: ms.max,
    text: `${figure(ms.median)} ms`,
  }));
  const memory = loading.map(({ package: label, rssMb }, index) => ({
    label,
    kind: kindOf(index),
    value: rssMb.median,
    min: rssMb.min,
    max: rssMb.max,
    text: `${figure(rssMb.median)} MB`,
  }));
  return barChart("What packages add to n8n's start", [
    { heading: 'time', bars },
    { heading: 'memory, garbage included', bars: memory },
  ]);
}
