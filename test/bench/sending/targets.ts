import { figure, type Target, withSpread } from '../setup/markdown';
import type { Spread } from '../setup/statistics';
import type { Engine, Measurement } from './measure';
import { hadACore, ratio, type Round, roundsOf } from './rounds';
import { finder, summarize, type Summary } from './summary';

const ENGINES: Engine[] = ['default', 'legacy'];
const SUBJECTS = [10, 50].flatMap((size) =>
  (['one', 'distinct'] as const).map((links) => ({ size, links, id: `ours-${size}-${links}` })),
);

/** What sending is to reach at 20 ms, as far as it was measured: ratios of times are those of the same round. */
export function sendingTargets(measurements: readonly Measurement[]): Target[] {
  const find = finder(summarize(measurements));
  return ENGINES.flatMap((engine) => {
    const rounds = roundsOf(measurements, engine, 1000);
    return SUBJECTS.flatMap(({ size, links, id }) => {
      const ours = find(id, engine);
      if (!ours) return [];
      const what = `${engine} engine, ${size} at a time, ${links === 'one' ? 'one link' : 'a link each'}`;
      return [
        ...timesLimit(what, rounds, id, size),
        ...timesHttp(what, rounds, id, engine, size),
        connections(what, size, ours),
        ...cpu(what, rounds, id),
        ...linear(what, ours, find(id, engine, 5000)),
      ];
    });
  });
}

function timesLimit(what: string, rounds: Round[], id: string, size: number): Target[] {
  const wanted = 'at most 1.2 times';
  const time = `${what}: time, of the larger limit`;
  const share = ratio(rounds, (of) => of(id) / of('evaluation'), 'cpuSeconds');
  const needed = share
    ? `its CPU is ${withSpread(share)} times that of evaluating alone`
    : 'nothing to compare';
  const fair = rounds.filter(hadACore);
  const limits = (pool: string) =>
    ratio(fair, (of) => of(id) / Math.max(of('evaluation'), of(pool)));
  const found = limits(`pool-${size}`);
  if (!found) {
    const measured = `evaluating had no core of its own in any of ${rounds.length} rounds; ${needed}`;
    return [{ what: time, wanted, measured, reached: undefined }];
  }
  const asking = id.endsWith('distinct') && limits(`pool-${size}-heads`);
  const measured = [
    `${withSpread(found)} times in ${fair.length} of ${rounds.length} rounds`,
    ...(asking ? [`${withSpread(asking)} where the pool makes the HEADs, too`] : []),
    needed,
  ].join('; ');
  const tells = fair.length > rounds.length / 2;
  return [{ what: time, wanted, measured, reached: tells ? found.median <= 1.2 : undefined }];
}

/** Of the two ways to use HTTP Request the faster one counts. */
function timesHttp(
  what: string,
  rounds: Round[],
  id: string,
  engine: Engine,
  size: number,
): Target[] {
  if (size === 50 && engine === 'default') return []; // evaluating is the limit there
  const least = size === 10 ? 1.8 : 3;
  const found = ratio(
    rounds,
    (seconds) => Math.min(seconds('http'), seconds('http-batched')) / seconds(id),
  );
  return target(
    `${what}: items a second, of HTTP Request's`,
    found,
    `at least ${least} times`,
    (x) => x >= least,
  );
}

function target(
  what: string,
  found: Spread | undefined,
  wanted: string,
  reached: (ratio: number) => boolean,
): Target[] {
  if (!found) return [];
  return [{ what, wanted, measured: `${withSpread(found)} times`, reached: reached(found.median) }];
}

function connections(what: string, size: number, ours: Summary): Target {
  const { max } = ours.connections;
  return {
    what: `${what}: connections`,
    wanted: `at most ${size}`,
    measured: String(max),
    reached: max <= size,
  };
}

/** Less than nothing where fields that are asked for together take n8n less than asking for each, as *Edit Fields* does. */
function cpu(what: string, rounds: Round[], id: string): Target[] {
  const beyond = (of: (subject: string) => number, subject: string) =>
    of(subject) - of('evaluation');
  const found = ratio(rounds, (of) => beyond(of, id) / beyond(of, 'http'), 'cpuSeconds');
  return target(
    `${what}: CPU beyond evaluating, of HTTP Request's`,
    found,
    'at most 0.25 times',
    (x) => x <= 0.25,
  );
}

function linear(what: string, ours: Summary, five: Summary | undefined): Target[] {
  if (!five) return [];
  const time = five.seconds.median / ours.seconds.median;
  const memory = five.memoryMb.median - ours.memoryMb.median;
  return [
    {
      what: `${what}: 5,000 items against 1,000`,
      wanted: 'at most 5.5 times the time, under 60 MB more',
      measured: `${figure(time)} times, ${figure(memory)} MB`,
      reached: time <= 5.5 && memory < 60,
    },
  ];
}
