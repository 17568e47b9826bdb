import { figure, table, type Target, targetTable, withSpread } from '../setup/markdown';
import { middleHalf, type Spread } from '../setup/statistics';
import { type Way, WAY_IDS, type WayId, WAYS } from './subjects';

/** How executions follow each other. */
export const CASES = {
  apart0: { name: 'One directly after another', apartMs: 0 },
  apart2: { name: '2 s apart', apartMs: 2_000 },
  apart10: { name: '10 s apart', apartMs: 10_000 },
  cold: { name: 'Connections to be made: the servers have closed them', apartMs: 0 },
  atOnce: { name: 'Many at once', apartMs: 0 },
} as const;

export type CaseId = keyof typeof CASES;

/** What an execution of one item took. */
export interface Single {
  case: CaseId;
  way: WayId;
  roundTripMs: number;
  /** Of the node. */
  milliseconds: number;
  /** From the first one's start to the last one's end, where many were started at once. */
  allMs?: number;
}

const MOST_MORE = 1.2;
const MOST_OF_HTTP = 0.5;
const MOST_COLD = 4;
/** What timers of the relay are late by, of a round trip. */
const TOLERANCE = 0.1;

const KEPT_CASES = ['apart0', 'apart2', 'apart10'] as const;

/** The tables of single executions. */
export function singleReport(singles: readonly Single[], atOnce: number): string {
  const roundTrips = distancesOf(singles);
  const sections = (Object.keys(CASES) as CaseId[]).flatMap((id) => {
    const own = singles.filter((single) => single.case === id);
    if (own.length === 0) return [];
    const name = id === 'atOnce' ? `${atOnce} at once` : CASES[id].name;
    return [`## ${name}`, caseTable(id, own, roundTrips)];
  });
  return [
    'One item an execution, all in one n8n, side by side. The file is a link; the provider and its server are behind a relay that is so many milliseconds away, there and back, over TLS 1.3. Both say that they keep an idle connection for 75 s. Milliseconds of the node: medians, and in brackets the quartiles. “Passed” are the round trips that went by: how many milliseconds more it took at the longest distance than at the next, for each that this is longer. “Needed” are those that cannot be done without: one for a request, before it one for TCP and one for TLS where there is no connection, to both servers at the same time. Each way has connections of its own.',
    '## What was to be reached',
    targetTable(targets(singles)),
    ...sections,
  ].join('\n\n');
}

const distancesOf = (singles: readonly Single[]): number[] =>
  [...new Set(singles.map(({ roundTripMs }) => roundTripMs))].sort((a, b) => a - b);

const timesOf = (
  singles: readonly Single[],
  id: CaseId,
  way: WayId,
  roundTripMs: number,
  what: 'milliseconds' | 'allMs' = 'milliseconds',
): Spread | undefined =>
  middleHalf(
    singles
      .filter((each) => each.case === id && each.way === way && each.roundTripMs === roundTripMs)
      .map((each) => each[what] ?? NaN),
  );

/** @returns how many round trips went by, from the two longest distances; undefined where there is one only */
function passed(singles: readonly Single[], id: CaseId, way: WayId): number | undefined {
  const [shorter, longer] = distancesOf(singles).slice(-2);
  if (shorter === undefined || longer === undefined) return undefined;
  const [near, far] = [shorter, longer].map((distance) => timesOf(singles, id, way, distance));
  return near && far && (far.median - near.median) / (longer - shorter);
}

function needed(id: CaseId, way: WayId): number {
  const { kept, cold }: Way = WAYS[way];
  return id === 'cold' ? cold : kept;
}

function caseTable(id: CaseId, singles: readonly Single[], roundTrips: readonly number[]): string {
  const isMany = id === 'atOnce';
  const heads = roundTrips.flatMap((distance) => [
    `at ${distance} ms`,
    ...(isMany ? ['until the last'] : []),
  ]);
  const rows = WAY_IDS.map((way) => {
    const went = passed(singles, id, way);
    return [
      WAYS[way].name,
      ...roundTrips.flatMap((distance) => {
        const took = timesOf(singles, id, way, distance);
        const all = timesOf(singles, id, way, distance, 'allMs');
        return [took ? withSpread(took) : '', ...(isMany ? [all ? figure(all.median) : ''] : [])];
      }),
      went === undefined ? '' : went.toFixed(1),
      ...(isMany ? [] : [needed(id, way)]),
    ];
  });
  return table(['', ...heads, 'passed', ...(isMany ? [] : ['needed'])], rows);
}

/** Of the cases with a kept connection the worst one counts. */
function targets(singles: readonly Single[]): Target[] {
  const distances = distancesOf(singles).filter(Boolean);
  const kept = distances.flatMap((distance) => [
    ...OURS.flatMap((way) => more(singles, way, distance)),
    ...OURS.slice(0, 2).flatMap((way) => ofHttp(singles, way, distance)),
  ]);
  return [...kept, ...cold(singles)];
}

const OURS = WAY_IDS.filter((way) => way !== 'http');

/** @returns the greatest of what is found in each case */
function worst(find: (id: CaseId) => number | undefined): number | undefined {
  const found = KEPT_CASES.map(find).filter((each) => each !== undefined);
  return found.length > 0 ? Math.max(...found) : undefined;
}

function more(singles: readonly Single[], way: WayId, distance: number): Target[] {
  const found = worst((id) => {
    const took = timesOf(singles, id, way, distance);
    return took && took.median / distance - needed(id, way);
  });
  if (found === undefined) return [];
  return [
    {
      what: `connections kept, ${distance} ms away, ${WAYS[way].name}: round trips more than needed, n8n's own time included`,
      wanted: `at most ${MOST_MORE}`,
      measured: figure(found),
      reached: found <= MOST_MORE,
    },
  ];
}

function ofHttp(singles: readonly Single[], way: WayId, distance: number): Target[] {
  const found = worst((id) => {
    const took = timesOf(singles, id, way, distance);
    const http = timesOf(singles, id, 'http', distance);
    return took && http && took.median / http.median;
  });
  if (found === undefined) return [];
  const least = needed('apart0', way) / needed('apart0', 'http');
  return [
    {
      what: `connections kept, ${distance} ms away, ${WAYS[way].name}: time, of HTTP Request's, which asks about no link`,
      wanted: `at most ${MOST_OF_HTTP} times`,
      measured: `${figure(found)} times; by the round trips ${figure(least)}`,
      reached: found <= MOST_OF_HTTP,
    },
  ];
}

function cold(singles: readonly Single[]): Target[] {
  const found = passed(singles, 'cold', 'check');
  if (found === undefined) return [];
  return [
    {
      what: `connections to be made, ${WAYS.check.name}: round trips that pass`,
      wanted: `at most ${MOST_COLD}`,
      measured: figure(found),
      reached: found <= MOST_COLD + TOLERANCE,
    },
  ];
}
