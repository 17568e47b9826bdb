import type { RepetitionResult } from './repetitions';
import type { TrialResult } from './trial';

/** What became of the receivers' requests, as a Markdown table. */
export const trialTable = (results: TrialResult[]): string =>
  table(
    [
      'receiver',
      'requests (events)',
      'posted',
      'seconds',
      'executions',
      'requests lost',
      'events lost',
      'events not worked on',
      'worked on twice',
    ],
    results.map(({ receiver, sent, executions, lost, lostRequests, undone, doneTwice }) => [
      receiver,
      `${sent.requests} (${sent.events})`,
      sent.posts,
      sent.seconds,
      Object.entries(executions)
        .map(([status, count]) => `${count} ${status}`)
        .join(', '),
      lostRequests,
      lost.length,
      undone.length,
      doneTwice.length,
    ]),
  );

/** What became of requests that came twice, as a Markdown table. */
export const repetitionTable = (results: RepetitionResult[]): string =>
  table(
    ['receiver', 'requests at a time', 'events, each sent twice', 'worked on', 'worked on twice'],
    results.map(({ receiver, connections, events, done, slippedThrough }) => [
      receiver,
      connections,
      events,
      done,
      slippedThrough,
    ]),
  );

function table(heads: string[], rows: Array<Array<string | number>>): string {
  const lines = [heads, heads.map(() => '---'), ...rows];
  return lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}
