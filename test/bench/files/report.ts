import { barChart } from '../setup/bar-chart';
import { figure, table, type Target, targetTable, withSpread } from '../setup/markdown';
import { spread } from '../setup/statistics';
import {
  type FileBatch,
  type FileMeasurement,
  type FileSubject,
  LIMIT,
  NODE_ALONE,
} from './measure-files';
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
  const batches = batchesOf(measurements);
  const markdown = [
    'Files from n8n’s storage on disk, sent as a data URI in the JSON body. MB a second are those of the file, memory is how much n8n’s process grew at the peak while the node ran; before it, in the same execution, n8n read the file into its storage, and what that took stands apart. The limit are bodies of the same bytes, made for nothing, posted by undici to the same server over connections that are kept, from a process as young as n8n’s; of several files both post ten at a time. n8n is restarted before each, and 1 MB is sent 20 times before, by the limit’s process, too; what n8n takes itself, to read phones and credential and to open the files, stands apart.',
    '## What was to be reached',
    targetTable(fileTargets(measurements, batches)),
    '## Each file to a recipient',
    fileTable(measurements, batches, names),
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
  return { markdown: markdown.join('\n\n'), chart: memoryChart(measurements, batches, subjects) };
}

function batchesOf(measurements: readonly FileMeasurement[]): FileBatch[] {
  const batches = new Map(measurements.map((each) => [nameOf(each), each]));
  return [...batches.values()].map(({ files, sizeMb }) => ({ files, sizeMb }));
}

const nameOf = ({ files, sizeMb }: FileBatch): string =>
  files > 1 ? `${files} of ${sizeMb} MB` : `${sizeMb} MB`;

const runsOf = (measurements: readonly FileMeasurement[], subject: string, batch: FileBatch) =>
  measurements.filter((each) => each.subject === subject && nameOf(each) === nameOf(batch));

function fileTable(
  measurements: readonly FileMeasurement[],
  batches: readonly FileBatch[],
  names: readonly Named[],
): string {
  const rows = batches.flatMap((batch) =>
    names.map(({ id, name }) => {
      const runs = runsOf(measurements, id, batch);
      const good = runs.filter(({ failure }) => failure === undefined);
      if (good.length === 0) return [nameOf(batch), name, runs[0]?.failure ?? '', '', '', ''];
      const memory = (what: 'memoryMb' | 'storedMb') => {
        const found = good.flatMap((run) => run[what] ?? []);
        return found.length > 0 ? withSpread(spread(found)) : '';
      };
      return [
        nameOf(batch),
        name,
        id === NODE_ALONE
          ? ''
          : withSpread(
              spread(
                good.map(({ seconds }) => (batch.files * batch.sizeMb) / Math.max(seconds, 0.001)),
              ),
            ),
        withSpread(spread(good.map(({ seconds }) => seconds))),
        memory('memoryMb'),
        memory('storedMb'),
      ];
    }),
  );
  return table(
    ['files', '', 'MB a second', 'seconds', 'memory MB', "n8n's storage before it, MB"],
    rows,
  );
}

function fileTargets(
  measurements: readonly FileMeasurement[],
  batches: readonly FileBatch[],
): Target[] {
  return batches.flatMap((batch) => {
    const memory = `${nameOf(batch)}: memory`;
    const speed = `${nameOf(batch)}: speed, of the loopback's limit`;
    const [underMb, atLeast] = ['under 40 MB', 'at least 0.6 times'];
    const runs = runsOf(measurements, 'ours', batch);
    const failure = runs.find((run) => run.failure !== undefined)?.failure;
    if (failure !== undefined)
      return [
        { what: memory, wanted: underMb, measured: failure, reached: false },
        { what: speed, wanted: atLeast, measured: failure, reached: false },
      ];
    const grown = spread(runs.map(({ memoryMb = 0 }) => memoryMb));
    const medianOf = (subject: string) =>
      spread(runsOf(measurements, subject, batch).map(({ seconds }) => seconds)).median;
    const [ours, limit, alone] = [medianOf('ours'), medianOf(LIMIT), medianOf(NODE_ALONE)];
    const share = limit / Math.max(ours, 0.001);
    const together = (limit + alone) / Math.max(ours, 0.001);
    return [
      {
        what: memory,
        wanted: underMb,
        measured: `${withSpread(grown)} MB`,
        reached: grown.median < 40,
      },
      {
        what: speed,
        wanted: atLeast,
        measured: `${figure(share)} times; of its ${milliseconds(ours)} ms n8n’s own are ${milliseconds(alone)}; ${figure(together)} times the limit and those together`,
        reached: share >= 0.6,
      },
    ];
  });
}

const milliseconds = (seconds: number): string => figure(seconds * 1000);

function memoryChart(
  measurements: readonly FileMeasurement[],
  batches: readonly FileBatch[],
  subjects: readonly Named[],
): string {
  const groups = batches.map((batch) => ({
    heading: nameOf(batch),
    bars: subjects.flatMap(({ id, name }) => {
      const good = runsOf(measurements, id, batch).filter(({ failure }) => !failure);
      if (good.length === 0) return [];
      const { median, min, max } = spread(good.map(({ memoryMb = 0 }) => memoryMb));
      const kind = id === 'ours' ? ('ours' as const) : ('others' as const);
      return [{ label: name, kind, value: median, min, max, text: `${figure(median)} MB` }];
    }),
  }));
  return barChart("How much n8n's memory grows at the peak", groups);
}
