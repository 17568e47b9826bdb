import { middleHalf } from '../bench/setup/statistics';
import { KINDS, LOADS, SETTINGS } from '../bench/trigger/kinds';
import { triggerReport } from '../bench/trigger/report';
import { rateRatio, type Series } from '../bench/trigger/results';
import { SUBJECTS } from '../bench/trigger/subjects';

const keys = <Key extends string>(object: Record<Key, unknown>): Key[] =>
  Object.keys(object) as Key[];

/**
 * Three rounds, in which the machine is slower every time, and the 1MSG Send File Trigger always half as quick as the others.
 * @param milliseconds of processor time that the others take for a request; the 1MSG Send File Trigger takes 10
 */
const seriesWhere = (milliseconds: number): Series[] =>
  keys(SETTINGS).flatMap((setting) =>
    keys(LOADS).flatMap((load) =>
      keys(KINDS).flatMap((kind) =>
        keys(SUBJECTS).map((subject) => ({
          ...{ setting, load, kind, subject },
          requestsPerSecond: [1, 2, 3].map((slow) => (subject === 'oneMsg' ? 50 : 100) / slow),
          processorMs: Array<number>(3).fill(subject === 'oneMsg' ? 10 : milliseconds),
        })),
      ),
    ),
  );

test('the middle half is the median and the quartiles of what could be told', () => {
  expect(middleHalf([4, 1, 3, 2, 5])).toEqual({ median: 3, min: 2, max: 4, count: 5 });
  expect(middleHalf([2, NaN, 1])).toEqual({ median: 1.5, min: 1.25, max: 1.75, count: 2 });
  expect(middleHalf([NaN])).toBeUndefined();
});

test('a ratio compares what was measured in the same round', () => {
  const which = { setting: 'lazy', load: 'many', kind: 'ignored' } as const;
  const half = { median: 0.5, min: 0.5, max: 0.5, count: 3 };
  expect(rateRatio(seriesWhere(10), which, 'doNothing')).toEqual(half);
});

test('the tables have a row for each setting and kind, and a dash where nothing can be told', () => {
  // No processor time, as on a machine without /proc.
  const { markdown, chart } = triggerReport(seriesWhere(NaN));
  const rows = markdown.match(/^\| (default|lazy|legacy) .*$/gm) ?? [];
  expect(rows).toHaveLength(3 * 3 * 4 * 2);
  const others = Array(5).fill('50.0 (41.7–75.0)').join(' | ');
  expect(rows[1]).toBe(`| default | ignored | 25.0 (20.8–37.5) | ${others} |`);
  expect(rows[9]).toBe(`| default | starts | ${Array(5).fill('0.50 (0.50–0.50)').join(' | ')} |`);
  expect(rows[27]).toBe('| default | starts | – | – | – | – | – |');
  expect(chart.match(/class="(ours|others|limit)"/g)).toHaveLength(3 * 3 * 6);
  expect(chart).not.toMatch(/NaN|undefined|Infinity/);
});

test('a target is reached by what the processor took, not by a busy machine', () => {
  const targets = (series: Series[]) =>
    triggerReport(series).markdown.match(/^\| .*: \w+, beside the .*$/gm) ?? [];
  expect(targets(seriesWhere(9.6))).toHaveLength(3 * 3 + 4);
  for (const row of targets(seriesWhere(9.6)))
    expect(row).toContain(row.includes('at least 0.95') ? '| reached' : '**not reached**');
  for (const row of targets(seriesWhere(30))) expect(row).toContain('| reached');
  for (const row of targets(seriesWhere(9))) expect(row).toContain('**not reached**');
});
