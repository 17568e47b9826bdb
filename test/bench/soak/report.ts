import { figure, table, type Target, targetTable } from '../setup/markdown';
import { spread } from '../setup/statistics';
import type { SoakSizes } from './load';
import type { ProcessState } from './process-state';
import type { Held, Soaked } from './run';

const MOST_MB = 10;
/** One look more or less tells little: each is made at another moment of n8n's own work. */
const LOOKS = 5;
/** More rows tell no more; the JSON has them all. */
const MOST_ROWS = 15;

/** The tables of a soak. */
export function soakReport(
  { counts, ours, n8nsOwn }: Soaked,
  {
    seconds,
    ownSeconds,
    perSecond,
    flatAfterSeconds,
  }: SoakSizes & { ownSeconds: number; flatAfterSeconds: number },
): string {
  const growths = [ours, n8nsOwn].map((held) => grown(held, flatAfterSeconds));
  const [ourGrowth, n8nsGrowth] = growths.map((mb) =>
    Number.isNaN(mb) ? 'too short to tell' : `${figure(mb)} MB`,
  );
  const none = (what: string, count: number): Target => ({
    ...{ what, wanted: '0', measured: String(count) },
    reached: count === 0,
  });
  const noMore = (what: 'sockets' | 'timers' | 'listeners'): Target => ({
    what: `${what} at the end, after a rest`,
    wanted: `no more than before (${ours.before[what]})`,
    measured: `${ours.after[what]} (n8n’s own: ${n8nsOwn.before[what]}, then ${n8nsOwn.after[what]})`,
    reached: ours.after[what] <= ours.before[what],
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
      measured: `${ourGrowth} (n8n’s own: ${n8nsGrowth})`,
      reached: Number.isNaN(growths[0]) ? undefined : growths[0]! < MOST_MB,
    },
    ...(['sockets', 'timers', 'listeners'] as const).map(noMore),
  ];
  const rate = (started: number, during = seconds) => figure(started / (during + 3));
  return [
    `${perSecond} executions a second, each of a file with a send-once key, one in ten from binary data and one in ten started twice with the same key at the same moment; a Redis in the credential; and a trigger that starts a workflow for each delivery, of which 1MSG's sandbox posts one in ten twice. ${whole(counts.started)} executions (${rate(counts.started)} a second) sent ${whole(counts.keys)} files, and ${whole(counts.events)} deliveries were told. \`N8N_EXPRESSION_ENGINE=legacy\`.`,
    `“n8n's own” is another n8n after it, on the same machine, that sends with HTTP Request and listens with a Webhook node, for ${figure(ownSeconds / 60)} minutes: ${whole(n8nsOwn.started)} executions (${rate(n8nsOwn.started, ownSeconds)} a second). What grows there, too, is n8n's.`,
    `Memory is that of JavaScript's heap and what it holds outside, once tidied up; the growth is between the median of the first ${LOOKS} looks after the first minutes and that of the last ${LOOKS}. Sockets, timers and listeners of all objects are counted in the heap, before it and a rest after it; those that keep no process alive are among them.`,
    '## What was to be reached',
    targetTable(targets),
    '## Memory of n8n’s process',
    table(
      ['', 'used MB', 'resident MB', 'n8n’s own: used MB', 'n8n’s own: resident MB'],
      rowsOf(ours, n8nsOwn),
    ),
  ].join('\n\n');
}

function grown({ before, states }: Held, flatAfterSeconds: number): number {
  const flat = states.filter(({ at }) => at - before.at >= flatAfterSeconds * 1000);
  const usedOf = (some: ProcessState[]) => spread(some.map(({ usedMb }) => usedMb)).median;
  return flat.length > LOOKS ? usedOf(flat.slice(-LOOKS)) - usedOf(flat.slice(0, LOOKS)) : NaN;
}

function rowsOf(ours: Held, n8nsOwn: Held): string[][] {
  const step = Math.ceil(ours.states.length / MOST_ROWS);
  const shown = ours.states.flatMap((state, index) =>
    (index + 1) % step === 0 ? [[state, n8nsOwn.states[index]] as const] : [],
  );
  const row = (name: string, states: ReadonlyArray<ProcessState | undefined>) => [
    name,
    ...states.flatMap((state) =>
      state ? [figure(state.usedMb), figure(state.residentMb)] : ['', ''],
    ),
  ];
  return [
    row('before', [ours.before, n8nsOwn.before]),
    ...shown.map((states) =>
      row(`${Math.round((states[0].at - ours.before.at) / 1000)} s`, states),
    ),
    row('after a rest', [ours.after, n8nsOwn.after]),
  ];
}

const whole = (count: number): string => count.toLocaleString('en-US');
