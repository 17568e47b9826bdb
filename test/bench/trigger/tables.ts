import { KINDS, type Kind, LOADS, type Load, type Setting } from './kinds';
import { type BenchResults, measuredSettings, processorTime, rate, rateRatio } from './results';
import type { Spread } from './statistics';
import { BUILT_IN, SUBJECTS, type Subject } from './subjects';

const subjects = Object.keys(SUBJECTS) as Subject[];
const others = subjects.filter((subject) => subject !== 'oneMsg');

/** Writes down what a run has found, in Markdown. */
export function writeTables(results: BenchResults): string {
  const sections = (Object.keys(LOADS) as Load[]).flatMap((load) => [
    `## ${LOAD_TITLES[load]}`,
    'Requests a second; in brackets the middle half of the rounds.',
    rateTable(results, load),
    'The 1MSG Trigger’s requests for each one of the others, round by round.',
    ratioTable(results, load),
    "n8n's processor time for a request, in milliseconds, all of its threads, the execution included.",
    timeTable(results, load),
  ]);
  const { n8n, machine, rounds, secondsEach, measuredAt } = results;
  const how = `n8n ${n8n}, SQLite, ${machine}. ${rounds} rounds of ${secondsEach} s for each number, medians. ${measuredAt.slice(0, 10)}.`;
  return `${['# 1MSG Trigger: requests a second', how, LEGEND, ...sections].join('\n\n')}\n`;
}

const LOAD_TITLES: Record<Load, string> = {
  many: `${LOADS.many} connections`,
  one: 'One after another',
};

const LEGEND = [
  'Each request brings one event, to a workflow of a trigger and a node that does nothing. A request counts when its execution has ended, not when it is answered.',
  '',
  '- **starts**: the event starts the workflow. **ignored**: an event that was not chosen. **duplicate**: an event that was there before.',
  `- The Webhook node has a Filter node behind it for what is to be ignored (*${BUILT_IN.ignored}*), and Remove Duplicates for duplicates.`,
  '- The do-nothing trigger is a node for this benchmark alone. It passes the body on, or answers at once where the others have something to ignore: the most that any trigger can reach. In version 1 n8n evaluates an expression on every call to it.',
  '- **lazy**: `N8N_EXPRESSION_ENGINE_LAZY_ACQUIRE=true`. **legacy**: `N8N_EXPRESSION_ENGINE=legacy`.',
].join('\n');

function rateTable(results: BenchResults, load: Load): string {
  const heads = ['n8n', 'event', ...subjects.map((subject) => SUBJECTS[subject])];
  return table(heads, results, (setting, kind) =>
    subjects.map((subject) => inWords(rate(results, { setting, load, kind }, subject))),
  );
}

function ratioTable(results: BenchResults, load: Load): string {
  const heads = [
    'n8n',
    'event',
    ...others.map((subject) => `for each of the ${SUBJECTS[subject]}`),
  ];
  return table(heads, results, (setting, kind) =>
    others.map((subject) => inWords(rateRatio(results, { setting, load, kind }, subject), 2)),
  );
}

function timeTable(results: BenchResults, load: Load): string {
  const heads = ['n8n', 'event', ...subjects.map((subject) => SUBJECTS[subject])];
  return table(heads, results, (setting, kind) =>
    subjects.map((subject) => inWords(processorTime(results, { setting, load, kind }, subject))),
  );
}

function table(
  heads: string[],
  results: BenchResults,
  cells: (setting: Setting, kind: Kind) => string[],
): string {
  const rows = measuredSettings(results).flatMap((setting) =>
    (Object.keys(KINDS) as Kind[]).map((kind) => [setting, kind, ...cells(setting, kind)]),
  );
  const lines = [heads, heads.map((_head, column) => (column < 2 ? '---' : '--:')), ...rows];
  return lines.map((each) => `| ${each.join(' | ')} |`).join('\n');
}

function inWords({ median, low, high }: Spread, digits?: number): string {
  if (Number.isNaN(median)) return '–';
  const places = digits ?? (median < 100 ? 1 : 0);
  const [middle, from, to] = [median, low, high].map((value) => value.toFixed(places));
  return `${middle} (${from}–${to})`;
}
