import type { Figures } from './channel-stage';
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

/** What became of each guarantee, without and with a Redis in the credential, as a Markdown table. */
export function guaranteeTable(without: Figures[], withRedis: Figures[]): string {
  const inWords = (figures?: Figures) =>
    Object.entries(figures?.counted ?? {})
      .map(([name, count]) => `${count} ${name}`)
      .join(', ');
  const all = without.length > 0 ? without : withRedis;
  return table(
    ['guarantee', 'what was done', 'without Redis', 'with Redis'],
    all.map(({ guarantee, trial }, index) => [
      ...[guarantee, trial],
      ...[inWords(without[index]), inWords(withRedis[index])],
    ]),
  );
}

function table(heads: string[], rows: Array<Array<string | number>>): string {
  const lines = [heads, heads.map(() => '---'), ...rows];
  return lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}
