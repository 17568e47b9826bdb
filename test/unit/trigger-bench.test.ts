import { drawChart } from '../bench/trigger/chart';
import { KINDS, LOADS, SETTINGS } from '../bench/trigger/kinds';
import { type BenchResults, rateRatio } from '../bench/trigger/results';
import { ratioOf, spreadOf } from '../bench/trigger/statistics';
import { SUBJECTS, takesPart } from '../bench/trigger/subjects';
import { writeTables } from '../bench/trigger/tables';

const keys = <Key extends string>(object: Record<Key, unknown>): Key[] =>
  Object.keys(object) as Key[];

/** Three rounds, in which the machine is slower every time, and the 1MSG Trigger always half as quick as the others. */
const results: BenchResults = {
  measuredAt: '2026-11-22T15:00:00.000Z',
  n8n: '2.40.7',
  machine: '2 cores of a test',
  secondsEach: 1,
  series: keys(SETTINGS).flatMap((setting) =>
    keys(LOADS).flatMap((load) =>
      keys(KINDS).flatMap((kind) =>
        keys(SUBJECTS)
          .filter((subject) => takesPart(subject, kind))
          .map((subject) => ({
            ...{ setting, load, kind, subject },
            requestsPerSecond: [1, 2, 3].map((slow) => (subject === 'oneMsg' ? 50 : 100) / slow),
            processorMs: [NaN, NaN, NaN], // as on a machine without /proc
          })),
      ),
    ),
  ),
};

test('a spread is the median and the quartiles', () => {
  expect(spreadOf([4, 1, 3, 2, 5])).toEqual({ median: 3, low: 2, high: 4 });
  expect(spreadOf([2, 1])).toEqual({ median: 1.5, low: 1.25, high: 1.75 });
});

test('a ratio compares what was measured in the same round', () => {
  expect(ratioOf([10, 20, 30], [20, 40, 60])).toEqual({ median: 0.5, low: 0.5, high: 0.5 });
  const which = { setting: 'lazy', load: 'many', kind: 'ignored' } as const;
  expect(rateRatio(results, which, 'doNothing')).toEqual({ median: 0.5, low: 0.5, high: 0.5 });
});

test('the tables have a row for each setting and kind, and a dash where nothing can be told', () => {
  const rows = writeTables(results).match(/^\| (default|lazy|legacy) .*$/gm) ?? [];
  expect(rows).toHaveLength(3 * 3 * 4 * 2);
  const others = '50.0 (41.7–75.0) | 50.0 (41.7–75.0) | 50.0 (41.7–75.0)';
  expect(rows[1]).toBe(`| default | ignored | 25.0 (20.8–37.5) | ${others} | – |`);
  expect(rows[9]).toBe(`| default | starts | ${Array(4).fill('0.50 (0.50–0.50)').join(' | ')} |`);
  expect(rows[18]).toBe('| default | starts | – | – | – | – | – |');
});

test('the chart has a bar with a number for every case', () => {
  const chart = drawChart(results);
  expect(chart.match(/class="value"/g)).toHaveLength(4 * 3 * 3 * 2);
  expect(chart).not.toMatch(/NaN|undefined|Infinity/);
});
