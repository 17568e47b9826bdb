import { barChart } from '../setup/bar-chart';
import { figure, table, type Target, targetTable, withSpread } from '../setup/markdown';
import { spread } from '../setup/statistics';
import { type FileMeasurement, type FileSubject, LIMIT, NODE_ALONE } from './measure-files';
import type { SharedFile } from './shared-file';

type Named = Pick<FileSubject, 'id' | 'name'>;

const MB = 1024 * 1024;

/** The tables and the chart of files. */
export function filesReport(
  measurements: readonly FileMeasurement[],
  shared: readonly SharedFile[],
  subjects: readonly Named[],
): { markdown: string; chart: string } {
  const names: Named[] = [...subjects, { id: LIMIT, name: "limit: the loopback's own" }];
  const sizes = [...new Set(measurements.map(({ sizeMb }) => sizeMb))];
  const markdown = [
    'Files from n8n’s storage on disk, sent as a data URI in the JSON body. MB a second are those of the file, memory is how much n8n’s process grew at the peak while the node ran; before it, in the same execution, n8n read the file into its storage, and what that took stands apart. The limit is a body of the same bytes, made for nothing, posted by undici to the same server over a connection that is kept, from a process as young as n8n’s. n8n is restarted before each, and 1 MB is sent 20 times before, by the limit’s process, too; what it takes itself, to read the phone and its credential and to open the file, stands apart.',
    '## What was to be reached',
    targetTable(fileTargets(measurements, sizes)),
    '## One file',
    fileTable(measurements, sizes, names),
    '## The same file to many',
    table(
      ['', 'recipients', 'file MB', 'bytes sent, MB', 'seconds'],
      shared.map(({ name, recipients, sizeMb, bytes, seconds, failure }) => [
        name,
        recipients,
        sizeMb,
        failure ?? figure(bytes / MB),
        failure ? '' : figure(seconds),
      ]),
    ),
  ];
  return { markdown: markdown.join('\n\n'), chart: memoryChart(measurements, sizes, subjects) };
}

const runsOf = (measurements: readonly FileMeasurement[], subject: string, sizeMb: number) =>
  measurements.filter((each) => each.subject === subject && each.sizeMb === sizeMb);

function fileTable(
  measurements: readonly FileMeasurement[],
  sizes: number[],
  names: readonly Named[],
): string {
  const rows = sizes.flatMap((sizeMb) =>
    names.map(({ id, name }) => {
      const runs = runsOf(measurements, id, sizeMb);
      const good = runs.filter(({ failure }) => failure === undefined);
      if (good.length === 0) return [sizeMb, name, runs[0]?.failure ?? '', '', '', ''];
      const memory = (what: 'memoryMb' | 'storedMb') => {
        const found = good.flatMap((run) => run[what] ?? []);
        return found.length > 0 ? withSpread(spread(found)) : '';
      };
      return [
        sizeMb,
        name,
        id === NODE_ALONE
          ? ''
          : withSpread(spread(good.map(({ seconds }) => sizeMb / Math.max(seconds, 0.001)))),
        withSpread(spread(good.map(({ seconds }) => seconds))),
        memory('memoryMb'),
        memory('storedMb'),
      ];
    }),
  );
  return table(
    ['file MB', '', 'MB a second', 'seconds', 'memory MB', "n8n's storage before it, MB"],
    rows,
  );
}

function fileTargets(measurements: readonly FileMeasurement[], sizes: number[]): Target[] {
  return sizes.flatMap((sizeMb) => {
    const ours = runsOf(measurements, 'ours', sizeMb);
    const memory = spread(ours.map(({ memoryMb = 0 }) => memoryMb));
    const seconds = spread(ours.map((run) => run.seconds)).median;
    const limit = spread(runsOf(measurements, LIMIT, sizeMb).map((run) => run.seconds)).median;
    const share = limit / Math.max(seconds, 0.001);
    const alone = spread(runsOf(measurements, NODE_ALONE, sizeMb).map((run) => run.seconds)).median;
    return [
      {
        what: `${sizeMb} MB: memory`,
        wanted: 'under 40 MB',
        measured: `${withSpread(memory)} MB`,
        reached: memory.median < 40,
      },
      {
        what: `${sizeMb} MB: speed, of the loopback's limit`,
        wanted: 'at least 0.6 times',
        measured: `${figure(share)} times; of its ${milliseconds(seconds)} ms n8n’s own are ${milliseconds(alone)}; ${figure((limit + alone) / Math.max(seconds, 0.001))} times the limit and those together`,
        reached: share >= 0.6,
      },
    ];
  });
}

const milliseconds = (seconds: number): string => figure(seconds * 1000);

function memoryChart(
  measurements: readonly FileMeasurement[],
  sizes: number[],
  subjects: readonly Named[],
): string {
  const groups = sizes.map((sizeMb) => ({
    heading: `a file of ${sizeMb} MB`,
    bars: subjects.flatMap(({ id, name }) => {
      const good = runsOf(measurements, id, sizeMb).filter(({ failure }) => !failure);
      if (good.length === 0) return [];
      const { median, min, max } = spread(good.map(({ memoryMb = 0 }) => memoryMb));
      const kind = id === 'ours' ? ('ours' as const) : ('others' as const);
      return [{ label: name, kind, value: median, min, max, text: `${figure(median)} MB` }];
    }),
  }));
  return barChart("How much n8n's memory grows at the peak", groups);
}
