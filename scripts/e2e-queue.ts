// `npm run e2e:queue`: the packed package in n8n's queue mode, with processes killed and restarted.
import { startSandbox } from '../sandbox/sandbox';
import { readArguments } from './cli/read-arguments';
import { runScript } from './cli/run-script';
import { Tally } from './cli/tally';
import { N8N_NAMES, n8nNamed } from '../lab/n8n/find-n8n';
import { DEFAULT_N8N_VERSION } from '../lab/n8n/install-n8n';
import type { StoredCredential } from '../lab/n8n/n8n-client';
import { pack } from '../lab/n8n/pack';
import { readProviderName } from '../lab/n8n/provider-nodes';
import { type N8nCluster, WORKER_CONCURRENCY, startCluster } from '../lab/n8n/n8n-cluster';
import { channelCredential, type ChannelStage, type Figures } from '../test/queue/channel-stage';
import { eventTrials } from '../test/queue/event-trials';
import { keptInRedis } from '../test/queue/kept-in-redis';
import { killedRedis, killedWorker } from '../test/queue/killing-trials';
import { type QueueProvider, queueProvider } from '../test/queue/queue-provider';
import {
  DONE_COLUMNS,
  DONE_TABLE,
  finished,
  noteWhenDone,
  received,
  removeDuplicatesBehind,
  webhookNode,
} from '../test/queue/receivers';
import { type RepetitionResult, repeatOnTwoProcessors } from '../test/queue/repetitions';
import {
  oneKeyEach,
  pace,
  sameKeysAtOnce,
  speed,
  tooFast,
  turns,
} from '../test/queue/sending-trials';
import { sendOnWorker } from '../test/queue/send-on-worker';
import { guaranteeTable, repetitionTable, trialTable } from '../test/queue/tables';
import { type TrialResult, tryReceiver } from '../test/queue/trial';

const CONNECTIONS = 50;
const MAX_REQUESTS = 5_000;

/** What executions and processes share. */
const CHANNEL_TRIALS: Array<(stage: ChannelStage) => Promise<Figures | Figures[]>> = [
  ...[sameKeysAtOnce, oneKeyEach, killedWorker, killedRedis],
  ...[pace, tooFast, turns, eventTrials, speed, keptInRedis],
];

/** What becomes of events where processes are killed: minutes each. */
const EVENT_TRIALS = ['losses', 'repetitions'];

const HELP = `The packed package in n8n's queue mode, with processes killed and restarted: npm run e2e:queue -- [options] [trial ...]

  trial                 only these: of what executions and processes share ${CHANNEL_TRIALS.map(({ name }) => name).join(', ')};
                        of what becomes of events ${EVENT_TRIALS.join(', ')}
  --short               only what executions and processes share, with Redis: three to four minutes
  --redis <which>       without, with or both (default): whether the credential names a Redis in what they share
  --requests <number>   that a receiver gets; default 2000; 200 for a quick run
  --provider <name>     1msg (default) or 99digital
  --n8n <which>         ${N8N_NAMES};
                        default: ${DEFAULT_N8N_VERSION}
  --help                this text`;

async function main(): Promise<void> {
  const { values, positionals } = readArguments(
    HELP,
    {
      short: { type: 'boolean', default: false },
      redis: { type: 'string' },
      requests: { type: 'string', default: '2000' },
      provider: { type: 'string', default: '1msg' },
      n8n: { type: 'string', default: DEFAULT_N8N_VERSION },
    },
    true,
  );
  const requests = Number(values.requests);
  if (!Number.isInteger(requests) || requests < 60 || requests > MAX_REQUESTS)
    throw new Error(`--requests takes a number from 60 to ${MAX_REQUESTS}.`);
  const redis = (values.redis ?? (values.short ? 'with' : 'both')) as 'without' | 'with' | 'both';
  if (!['without', 'with', 'both'].includes(redis))
    throw new Error('--redis is without, with or both.');
  const name = readProviderName(values.provider);
  const isWanted = (trial: string) => positionals.length === 0 || positionals.includes(trial);
  const trials = CHANNEL_TRIALS.filter(
    (trial) => isWanted(trial.name) && !(values.short && trial === speed),
  );
  const ofEvents = values.short ? [] : EVENT_TRIALS.filter(isWanted);
  if (positionals.some((name) => ![...trials.map((each) => each.name), ...ofEvents].includes(name)))
    throw new Error('There is no such trial; see --help.');
  const tally = new Tally();
  const installation = await n8nNamed(values.n8n);
  const { tarball } = await pack();
  const sandbox = await startSandbox();
  const cluster = await startCluster(installation, tarball, console.log);
  try {
    const provider = queueProvider(name, sandbox);
    const credential = await checkSending(tally, cluster, provider, sandbox.url);
    const stage = { cluster, provider, sandboxUrl: sandbox.url, redisUrl: '' };
    const withRedis = { ...stage, redisUrl: `redis://127.0.0.1:${cluster.channelRedis.port}/1` };
    const stages = { both: [stage, withRedis], with: [withRedis], without: [stage] }[redis];
    await checkChannel(tally, trials, stages);
    await provider.control.reset();
    if (ofEvents.includes('losses')) await checkLosses(tally, stages, credential, requests);
    if (ofEvents.includes('repetitions'))
      await checkRepetitions(tally, cluster, provider, credential, Math.max(40, requests / 20));
  } finally {
    await cluster.stop();
    await sandbox.close();
  }
  tally.finish();
}

/** What holds over executions and processes with a Redis in the credential; without one it is only counted. */
async function checkChannel(
  tally: Tally,
  trials: typeof CHANNEL_TRIALS,
  stages: ChannelStage[],
): Promise<void> {
  const without: Figures[] = [];
  const withRedis: Figures[] = [];
  for (const trial of trials)
    for (const stage of stages) {
      const all = await told(trial, stage);
      if (!stage.redisUrl) without.push(...all);
      else
        for (const figures of all) {
          withRedis.push(figures);
          await tally.step(`with Redis: ${figures.guarantee}`, () => figures.broken);
        }
    }
  if (trials.length > 0) console.log(`\n${guaranteeTable(without, withRedis)}`);
}

/** Plays a trial and tells what it counted. */
async function told(
  trial: (typeof CHANNEL_TRIALS)[number],
  stage: ChannelStage,
): Promise<Figures[]> {
  const started = Date.now();
  const all = [await trial(stage)].flat();
  const seconds = Math.round((Date.now() - started) / 1000);
  console.log(`\n${trial.name}, ${stage.redisUrl ? 'with' : 'without'} Redis, ${seconds} s`);
  for (const { guarantee, counted } of all)
    console.log(`  ${guarantee}: ${JSON.stringify(counted)}`);
  return all;
}

/** @returns the credential, without a Redis */
async function checkSending(
  tally: Tally,
  cluster: N8nCluster,
  provider: QueueProvider,
  sandboxUrl: string,
): Promise<StoredCredential> {
  const credential = await cluster.client.createCredential(
    provider.nodes.title,
    provider.nodes.credentialType,
    provider.credential,
  );
  const invoice = `${sandboxUrl}/samples/invoice.pdf?ticket=TKT-2048`;
  await tally.step('a worker sends a file, and it arrives', () =>
    sendOnWorker(cluster, provider, credential, invoice),
  );
  return credential;
}

/** A worker killed at a third of the requests, the webhook processor restarted at two thirds. */
async function checkLosses(
  tally: Tally,
  stages: ChannelStage[],
  credential: StoredCredential,
  requests: number,
): Promise<void> {
  const { cluster, provider } = stages[0]!;
  const treatment = { requests, connections: CONNECTIONS, provider };
  await cluster.client.ensureDataTable(DONE_TABLE, DONE_COLUMNS);
  const run = async (receiver: Parameters<typeof tryReceiver>[1]): Promise<TrialResult> => {
    console.log(`\n${requests} requests to: ${receiver.name}`);
    const result = await tryReceiver(cluster, receiver, treatment);
    console.log(`  sent in ${result.sent.seconds} s`);
    return result;
  };
  const builtIn = await run(webhookNode);
  const early = await run(received(credential));
  const late = await run(removeDuplicatesBehind(credential, 'finished'));
  const noted = await run(noteWhenDone(credential, 'finished'));
  const alone: TrialResult[] = [];
  for (const stage of stages) {
    const redis = stage.redisUrl ? 'with' : 'without';
    alone.push(await run(finished(await channelCredential(stage), redis)));
  }
  const all = [builtIn, early, ...alone, late, noted];
  console.log(`\n${trialTable(all)}`);

  await tally.step('every request got its 200', () => all.map(unacknowledged).find(Boolean));
  await tally.step('finished: no event without a successful execution', () =>
    [...alone, late, noted].map(({ receiver, lost }) => problem(receiver, lost)).find(Boolean),
  );
  await tally.step('finished, noted when done: no event without the work done on it', () =>
    problem(noted.receiver, noted.undone),
  );
  // A killed worker had ten executions under way, or a little less: neither can do anything about those.
  await tally.step(
    'received: no more requests lost than with the Webhook node, or than the killed worker held',
    () =>
      early.lostRequests > Math.max(builtIn.lostRequests, WORKER_CONCURRENCY)
        ? `${early.lostRequests} against ${builtIn.lostRequests}: ${early.lost.join(', ')}`
        : undefined,
  );
}

/** Two webhook processors, each with a memory of its own. */
async function checkRepetitions(
  tally: Tally,
  cluster: N8nCluster,
  provider: QueueProvider,
  credential: StoredCredential,
  requests: number,
): Promise<void> {
  console.log('\nEach request twice, to one webhook processor and to the other …');
  const results: RepetitionResult[] = [];
  const run = async (
    receiver: Parameters<typeof repeatOnTwoProcessors>[1],
    connections: number,
    restMs = 0,
  ): Promise<RepetitionResult> => {
    const options = { requests: Math.ceil(requests), provider, connections, restMs };
    const result = await repeatOnTwoProcessors(cluster, receiver, options);
    results.push(result);
    return result;
  };
  await run(received(credential), 10);
  const slow = await run(removeDuplicatesBehind(credential, 'received'), 1, 400);
  await run(removeDuplicatesBehind(credential, 'received'), 10);
  const noted = await run(noteWhenDone(credential, 'received'), 10);
  console.log(`\n${repetitionTable(results)}`);
  for (const { receiver, connections, slippedThrough } of [slow, noted])
    await tally.step(`${receiver}, ${connections} at a time: no event worked on twice`, () =>
      slippedThrough > 0 ? `${slippedThrough} were` : undefined,
    );
}

const unacknowledged = ({ receiver, sent }: TrialResult): string | undefined =>
  sent.acknowledged.length < sent.events
    ? `${receiver}: ${sent.events - sent.acknowledged.length} events got none`
    : undefined;

const problem = (receiver: string, events: string[]): string | undefined =>
  events.length > 0
    ? `${receiver}: ${events.length}: ${events.slice(0, 20).join(', ')}`
    : undefined;

runScript(main);
