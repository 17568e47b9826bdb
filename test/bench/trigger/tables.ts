import { KINDS, type Kind, LOADS, type Load } from './kinds';
import {
  type BenchResults,
  type Case,
  measuredSettings,
  processorRatio,
  rateRatio,
  roundsUnder,
  spread,
} from './results';
import type { Spread } from './statistics';
import { BUILT_IN, SUBJECTS, type Subject } from './subjects';

const subjects = Object.keys(SUBJECTS) as Subject[];
const others = subjects.filter((subject) => subject !== 'oneMsg');

/** Writes down what a run has found, in Markdown. */
export function writeTables(results: BenchResults): string {
  const { n8n, machine, secondsEach, measuredAt } = results;
  const rounds = measuredSettings(results).map((each) => `${each} ${roundsUnder(results, each)}`);
  const how = `n8n ${n8n}, SQLite, ${machine}, ${measuredAt.slice(0, 10)}. Rounds: ${rounds.join(', ')}; in turns of ${secondsEach} s. Medians; in brackets the middle half of the rounds.`;
  const sections = (Object.keys(LOADS) as Load[]).flatMap((load) => {
    const all = (cell: Cell) => table(results, load, subjects, cell);
    const beside = (cell: Cell) => table(results, load, others, cell);
    return [
      `## ${LOAD_TITLES[load]}`,
      '### Requests a second',
      all((which, subject) => inWords(spread(results, which, subject, 'requestsPerSecond'))),
      '### 1MSG Trigger’s requests a second, divided by those of …',
      beside((which, other) => inWords(rateRatio(results, which, other), 2)),
      '### n8n’s processor time for a request in milliseconds',
      all((which, subject) => inWords(spread(results, which, subject, 'processorMs'))),
      '### 1MSG Trigger’s requests in the same processor time, divided by those of …',
      beside((which, other) => inWords(processorRatio(results, which, other), 2)),
    ];
  });
  return `${['# 1MSG Trigger: requests a second', how, LEGEND, ...sections].join('\n\n')}\n`;
}

type Cell = (which: Case, subject: Subject) => string;

const LOAD_TITLES: Record<Load, string> = {
  many: `${LOADS.many} connections`,
  one: 'One after another',
};

const LEGEND = [
  'Each request brings one event, to a workflow of a trigger and a node that does nothing. A request counts when its execution has ended, not when it is answered. Processor time is that of all of n8n’s threads.',
  '',
  '- **starts**: the event starts the workflow. **ignored**: an event that was not chosen. **duplicate**: an event that was there before.',
  `- The Webhook node has a Filter node behind it for what is to be ignored (*${BUILT_IN.ignored}*), and Remove Duplicates for duplicates.`,
  '- The do-nothing trigger is a node for this benchmark alone. It passes the body on, or answers at once where the others have something to ignore: the most that any trigger can reach. In version 1 n8n evaluates an expression on every call to it. With a credential n8n checks before every execution whether the workflow may use it.',
  '- **lazy**: `N8N_EXPRESSION_ENGINE_LAZY_ACQUIRE=true`. **legacy**: `N8N_EXPRESSION_ENGINE=legacy`.',
].join('\n');

function table(results: BenchResults, load: Load, columns: Subject[], cell: Cell): string {
  const heads = ['n8n', 'event', ...columns.map((subject) => SUBJECTS[subject])];
  const rows = measuredSettings(results).flatMap((setting) =>
    (Object.keys(KINDS) as Kind[]).map((kind) => [
      setting,
      kind,
      ...columns.map((subject) => cell({ setting, load, kind }, subject)),
    ]),
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
