import { CASES, type CaseId, type Single, singleReport } from '../bench/single/report';
import { WAY_IDS, WAYS } from '../bench/single/subjects';

/** Each takes the round trips that it needs, and n8n's own time besides. */
const singlesWhere = (ownMs: number, more = 0): Single[] =>
  (Object.keys(CASES) as CaseId[]).flatMap((id) =>
    WAY_IDS.flatMap((way) =>
      [0, 50, 200].map((roundTripMs) => {
        const needed = id === 'cold' ? WAYS[way].cold : WAYS[way].kept;
        const milliseconds = ownMs + (needed + more) * roundTripMs;
        return { case: id, way, roundTripMs, milliseconds };
      }),
    ),
  );
const targets = (singles: Single[]) =>
  singleReport(singles, 20).match(/^\| .*reached.* \|$/gm) ?? [];

test('round trips are told from what n8n takes itself', () => {
  const rows = singleReport(singlesWhere(500), 20).match(/^\| link checked \| .*$/gm) ?? [];
  expect(rows).toEqual(
    [
      ...Array<string>(3).fill('| link checked | 500 | 600 | 900 | 2.0 | 2 |'),
      '| link checked | 500 | 700 | 1,300 | 4.0 | 4 |',
      '| link checked | 500 |  | 600 |  | 900 |  | 2.0 |',
    ].map((row) => expect.stringContaining(row.slice(0, 22)) as string),
  );
});

test('a target is missed where n8n takes long, and where a round trip more goes by', () => {
  const isMissed = (row: string) => row.includes('**not reached**');
  const quick = targets(singlesWhere(20));
  expect(quick.filter((row) => row.includes('more than needed')).some(isMissed)).toBe(false);
  expect(quick.find((row) => row.includes('round trips that pass'))).toContain('| reached |');
  const slow = targets(singlesWhere(100)).filter((row) => row.includes(', 50 ms away'));
  expect(slow.filter((row) => row.includes('more than needed')).every(isMissed)).toBe(true);
  const oneMore = targets(singlesWhere(20, 1));
  expect(oneMore.find((row) => row.includes('round trips that pass'))).toContain('not reached');
});
