import { setTimeout as sleep } from 'node:timers/promises';

import {
  type ChannelStage,
  copies,
  eventually,
  type Figures,
  filesFor,
  freshAccount,
  inFlight,
  SendingWorkflow,
} from './channel-stage';
import { eventsMeanwhile } from './event-trials';

/** While that many are with the provider, whoever kills n8n knows what is under way. */
const SLOW_ANSWER_MS = 2_500;
const AT_A_TIME = 10;
/** A lost connection to Redis is made again within that time. */
const RECONNECTED_MS = 3_000;

/** A worker is killed while it sends files with keys; it is started again, and so are the executions. */
export async function killedWorker(stage: ChannelStage): Promise<Figures> {
  const { cluster, provider } = stage;
  const items = filesFor(stage, 60);
  const executions = [items.slice(0, 30), items.slice(30)];
  await freshAccount(stage, SLOW_ANSWER_MS);
  const workflow = await SendingWorkflow.create(stage, { withKeys: true });
  const started = await workflow.start(executions);
  await inFlight(stage, executions.length * AT_A_TIME);
  const onWorkers = await started.onWorkers();
  const victim = onWorkers.findIndex((ids) => ids.length > 0);
  await cluster.workers[victim]?.kill();
  await cluster.workers[victim]?.start();
  await started.ended(onWorkers[victim]);
  await nothingInFlight(stage);
  const first = await copies(stage, items);
  await provider.control.configure({ answerAfterMs: 20 });
  await workflow.run(executions);
  await workflow.close();
  const { sent, twice, none } = await copies(stage, items);
  return {
    guarantee: 'a send-once key outlives a killed worker',
    trial: '2 executions of 30 keys, a worker killed while 20 files are under way; then both again',
    counted: {
      ...{ 'sent first': first.sent, 'sent then': sent - first.sent },
      ...{ 'sent twice': twice, 'not sent': none },
    },
    broken:
      twice + none > 0
        ? `${twice} customers got it twice, ${none} not at all`
        : first.none === 0
          ? 'All were sent before the worker was killed, so this says nothing'
          : undefined,
  };
}

/** The channel's Redis is killed while files with keys go out, and started again. */
export async function killedRedis(stage: ChannelStage): Promise<Figures> {
  const { cluster, provider } = stage;
  const keyed = filesFor(stage, 30);
  const plain = filesFor(stage, 20, keyed.length);
  await freshAccount(stage, SLOW_ANSWER_MS);
  const withKeys = await SendingWorkflow.create(stage, { withKeys: true });
  const without = await SendingWorkflow.create(stage, {});
  const started = await withKeys.start([keyed]);
  await inFlight(stage, AT_A_TIME);
  await cluster.channelRedis.kill();
  await provider.control.configure({ answerAfterMs: 20 });
  const [events] = await Promise.all([eventsMeanwhile(stage), without.run([plain])]);
  const [ended] = await started.ended();
  const unreachable =
    ended?.items.filter(({ errorCode }) => errorCode === 'UNREACHABLE').length ?? 0;
  const meanwhile = await copies(stage, plain);
  await nothingInFlight(stage);
  const first = await copies(stage, keyed);
  await cluster.channelRedis.start();
  await sleep(RECONNECTED_MS);
  await withKeys.run([keyed]);
  await Promise.all([withKeys.close(), without.close()]);
  const { sent, twice, none } = await copies(stage, keyed);
  return {
    guarantee: 'while Redis is gone no key is sent, and all else goes on',
    trial:
      'Redis killed while 10 of 30 keys are under way; 20 files without keys, and events; Redis back, and the 30 again',
    counted: {
      ...{ 'keys sent first': first.sent, UNREACHABLE: unreachable },
      ...{ 'without keys sent': meanwhile.sent, 'events lost': events.lost },
      ...{ 'keys sent then': sent - first.sent },
      ...{ 'sent twice': twice, 'not sent': none },
    },
    broken:
      twice + none + events.lost > 0 || unreachable === 0 || meanwhile.none + meanwhile.twice > 0
        ? `${twice} customers got it twice, ${none} not at all; ${unreachable} items failed with UNREACHABLE; ` +
          `of those without keys ${meanwhile.none} got none; of ${events.events} events ${events.lost} were lost`
        : undefined,
  };
}

const nothingInFlight = ({ provider: { control } }: ChannelStage): Promise<unknown> =>
  eventually('nothing is under way at the provider', async () =>
    (await control.requests('sendFile')).every(({ endedAt }) => endedAt) &&
    (await control.stats()).inFlight === 0
      ? true
      : undefined,
  );
