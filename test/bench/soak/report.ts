import { figure, table, type Target, targetTable } from '../setup/markdown';
import { spread } from '../setup/statistics';
import type { SoakSizes } from './load';
import type { ProcessState } from './process-state';
import type { Soaked } from './run';

const MOST_MB = 10;
/** One look more or less tells little: each is made at another moment of n8n's own work. */
const LOOKS = 5;

/** The tables of a soak. */
export function soakReport(
  { counts, before, states, after }: Soaked,
  { perSecond, flatAfterSeconds }: SoakSizes & { flatAfterSeconds: number },
): string {
  const [{ at: begun } = before] = states;
  const flat = states.filter(({ at }) => at - begun >= flatAfterSeconds * 1000);
  const usedOf = (some: ProcessState[]) => spread(some.map(({ usedMb }) => usedMb)).median;
  const grown =
    flat.length > LOOKS ? usedOf(flat.slice(-LOOKS)) - usedOf(flat.slice(0, LOOKS)) : NaN;
  const none = (what: string, count: number): Target => ({
    ...{ what, wanted: '0', measured: String(count) },
    reached: count === 0,
  });
  const noMore = (what: 'sockets' | 'timers' | 'listeners'): Target => ({
    what: `${what} at the end, after a rest`,
    wanted: `no more than before (${before[what]})`,
    measured: String(after[what]),
    reached: after[what] <= before[what],
  });
  const targets: Target[] = [
    none('files lost', counts.lost),
    none('files that arrived twice', counts.twice),
    none('executions that failed', counts.failed),
    none('deliveries that started no workflow', counts.eventsLost),
    none('deliveries that started two', counts.eventsTwice),
    {
      what: `memory used after ${flatAfterSeconds / 60} minutes: how much more at the end`,
      wanted: `under ${MOST_MB} MB`,
      measured: Number.isNaN(grown) ? 'too short to tell' : `${figure(grown)} MB`,
      reached: Number.isNaN(grown) ? undefined : grown < MOST_MB,
    },
    ...(['sockets', 'timers', 'listeners'] as const).map(noMore),
  ];
  return [
    `${perSecond} executions a second, each of one file with a send-once key, one in ten from binary data and one in ten started twice with the same key at the same moment; a Redis in the credential; and a trigger that starts a workflow for each delivery, which 1MSG's sandbox posts twice. ${counts.started.toLocaleString('en-US')} executions sent ${counts.keys.toLocaleString('en-US')} files and ${counts.events.toLocaleString('en-US')} deliveries were told. \`N8N_EXPRESSION_ENGINE=legacy\`. Memory is that of JavaScript's heap and what it holds outside, once tidied up; the growth is between the median of the first ${LOOKS} and that of the last ${LOOKS} looks.`,
    '## What was to be reached',
    targetTable(targets),
    '## n8n’s process',
    table(
      ['', 'used MB', 'resident MB', 'sockets', 'timers', 'listeners of the process'],
      [
        rowOf('before', before),
        ...states.map((state) => rowOf(`${Math.round((state.at - before.at) / 1000)} s`, state)),
        rowOf('after a rest', after),
      ],
    ),
  ].join('\n\n');
}

const rowOf = (name: string, state: ProcessState): Array<string | number> => [
  name,
  figure(state.usedMb),
  figure(state.residentMb),
  state.sockets,
  state.timers,
  state.listeners,
];
