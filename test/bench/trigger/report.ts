import { barChart } from '../setup/bar-chart';
import { table, type Target, targetTable, withSpread } from '../setup/markdown';
import type { Spread } from '../setup/statistics';
import { KINDS, type Kind, LOADS, type Load, SETTINGS, type Setting } from './kinds';
import {
  type Case,
  measuredSettings,
  processorRatio,
  rateRatio,
  roundsUnder,
  type Series,
  spreadOf,
} from './results';
import { BUILT_IN, SUBJECTS, type Subject } from './subjects';

const subjects = Object.keys(SUBJECTS) as Subject[];
const others = subjects.filter((subject) => subject !== 'oneMsg');
const kinds = Object.keys(KINDS) as Kind[];
const loads = Object.keys(LOADS) as Load[];

/** The tables and the chart of the trigger. */
export function triggerReport(series: readonly Series[]): { markdown: string; chart: string } {
  const rounds = measuredSettings(series).map((each) => `${each} ${roundsUnder(series, each)}`);
  const sections = loads.flatMap((load) => {
    const all = (cell: Cell) => resultTable(series, load, subjects, cell);
    const beside = (cell: Cell) => resultTable(series, load, others, cell);
    return [
      `## ${LOAD_TITLES[load]}`,
      '### Requests a second',
      all((which, subject) => spreadOf(series, which, subject, 'requestsPerSecond')),
      '### 1MSG Send File Trigger’s requests a second, divided by those of …',
      beside((which, other) => rateRatio(series, which, other)),
      '### n8n’s processor time for a request in milliseconds',
      all((which, subject) => spreadOf(series, which, subject, 'processorMs')),
      '### 1MSG Send File Trigger’s requests in the same processor time, divided by those of …',
      beside((which, other) => processorRatio(series, which, other)),
    ];
  });
  const markdown = [
    `Rounds: ${rounds.join(', ')}. Medians; in brackets the middle half of the rounds.`,
    LEGEND,
    '## What was to be reached',
    targetTable(targets(series)),
    ...sections,
  ];
  return { markdown: markdown.join('\n\n'), chart: triggerChart(series) };
}

type Cell = (which: Case, subject: Subject) => Spread | undefined;

const LOAD_TITLES: Record<Load, string> = {
  many: `${LOADS.many} connections`,
  one: 'One after another',
};

const MOST_WITH_REDIS = 1.1;

const SETTING_TITLES: Record<Setting, string> = {
  default: 'n8n as it comes',
  lazy: 'N8N_EXPRESSION_ENGINE_LAZY_ACQUIRE=true',
  legacy: 'N8N_EXPRESSION_ENGINE=legacy',
};

const LEGEND = [
  'All in one n8n with SQLite. Each request brings one event, to a workflow of a trigger and a node that does nothing. A request counts when its execution has ended, not when it is answered. Processor time is that of all of n8n’s threads.',
  '',
  '- **starts**: the event starts the workflow. **ignored**: an event that was not chosen. **duplicate**: an event that was there before.',
  `- The Webhook node has a Filter node behind it for what is to be ignored (*${BUILT_IN.ignored}*), and Remove Duplicates for duplicates.`,
  '- The do-nothing trigger is a node for this benchmark alone. It passes the body on, or answers at once where the others have something to ignore: the most that any trigger can reach. In version 1 n8n evaluates an expression on every call to it. With the fields and the credential of the 1MSG Send File Trigger it shows what n8n does for any trigger that has them: on every call it works out which fields are shown, and before every execution it checks whether the workflow may use the credential. The rest is the 1MSG Send File Trigger’s own.',
  ...(Object.keys(SETTINGS) as Setting[])
    .filter((setting) => setting !== 'default')
    .map((setting) => `- **${setting}**: \`${SETTING_TITLES[setting]}\`.`),
].join('\n');

function resultTable(
  series: readonly Series[],
  load: Load,
  columns: Subject[],
  cell: Cell,
): string {
  const heads = ['n8n', 'event', ...columns.map((subject) => SUBJECTS[subject])];
  const rows = measuredSettings(series).flatMap((setting) =>
    kinds.map((kind) => [
      setting,
      kind,
      ...columns.map((subject) => {
        const found = cell({ setting, load, kind }, subject);
        return found ? withSpread(found) : '–';
      }),
    ]),
  );
  return table(heads, rows);
}

/** Ratios of processor time, which other programs on the machine disturb least, with many connections. */
function targets(series: readonly Series[]): Target[] {
  return measuredSettings(series).flatMap((setting) => {
    const beside = (kind: Kind, other: Subject, least: number): Target[] => {
      const which = { setting, load: 'many', kind } as const;
      const found = processorRatio(series, which, other);
      const alike = other === 'doNothing' && processorRatio(series, which, 'sameFields');
      const than = other === 'builtIn' ? BUILT_IN[kind] : SUBJECTS[other];
      if (!found) return [];
      return [
        {
          what: `${SETTING_TITLES[setting]}: ${kind}, beside the ${than}`,
          wanted: `at least ${least} times`,
          measured: `${withSpread(found)} times${alike ? `; ${withSpread(alike)} of one with the same fields and credential` : ''}`,
          reached: found.median >= least,
        },
      ];
    };
    const withRedis = (kind: Kind, load: Load): Target[] => {
      const which = { setting, load, kind } as const;
      const times = rateRatio(series, which, 'oneMsgRedis');
      const cpu = processorRatio(series, which, 'oneMsgRedis');
      if (!times) return [];
      return [
        {
          what: `${SETTING_TITLES[setting]}: ${kind}, ${LOAD_TITLES[load]}: with Redis, of the time without`,
          wanted: `at most ${MOST_WITH_REDIS} times`,
          measured: `${withSpread(times)} times${cpu ? `; ${withSpread(cpu)} times the processor time` : ''}`,
          reached: times.median <= MOST_WITH_REDIS,
        },
      ];
    };
    return [
      ...kinds.flatMap((kind) => beside(kind, 'doNothing', 0.95)),
      ...loads.flatMap((load) => kinds.flatMap((kind) => withRedis(kind, load))),
      ...(setting === 'lazy'
        ? [
            ...kinds.flatMap((kind) => beside(kind, 'doNothing1', 3)),
            ...beside('ignored', 'builtIn', 3),
          ]
        : []),
    ];
  });
}

function triggerChart(series: readonly Series[]): string {
  const groups = measuredSettings(series).flatMap((setting) =>
    kinds.map((kind) => ({
      heading: `${SETTING_TITLES[setting]}: ${KINDS[kind]}`,
      bars: subjects.flatMap((subject) => {
        const which = { setting, load: 'many', kind } as const;
        const found = spreadOf(series, which, subject, 'requestsPerSecond');
        if (!found) return [];
        const label = subject === 'builtIn' ? BUILT_IN[kind] : SUBJECTS[subject];
        const { median, min, max } = found;
        const bar = { label, value: median, min, max, text: median.toFixed(0) };
        return [{ ...bar, kind: BAR_KINDS[subject] }];
      }),
    })),
  );
  return barChart(`Requests a second, ${LOADS.many} connections`, groups);
}

const BAR_KINDS: Record<Subject, 'ours' | 'others' | 'limit'> = {
  oneMsg: 'ours',
  oneMsgRedis: 'ours',
  builtIn: 'others',
  doNothing: 'limit',
  doNothing1: 'others',
  sameFields: 'limit',
};
