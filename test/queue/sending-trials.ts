import { spread } from '../bench/setup/statistics';
import {
  type ChannelStage,
  copies,
  type Figures,
  filesFor,
  freshAccount,
  SendingWorkflow,
  sends,
} from './channel-stage';

/** What a provider takes over a request. */
const ANSWER_MS = 150;

/** Four executions, over both workers, have the same keys at the same moment. */
export async function sameKeysAtOnce(stage: ChannelStage): Promise<Figures> {
  const items = filesFor(stage, 60);
  await freshAccount(stage, ANSWER_MS);
  const workflow = await SendingWorkflow.create(stage, { withKeys: true });
  const started = await workflow.start([items, items, items, items]);
  const ended = await started.ended();
  await workflow.close();
  const { sent, twice, none } = await copies(stage, items);
  const outputs = ended.flatMap((execution) => execution.items);
  const skipped = outputs.filter(({ status }) => status === 'skipped').length;
  const idle = (await started.onWorkers()).some((ids) => ids.length === 0);
  return {
    guarantee: 'a send-once key is sent once',
    trial: '4 executions at once, each with the same 60 keys',
    counted: { sent, 'sent twice': twice, 'not sent': none, skipped },
    broken:
      twice + none > 0 || skipped !== 3 * items.length
        ? `${twice} customers got it twice, ${none} not at all; ${skipped} items were skipped`
        : idle
          ? 'All executions ran on one worker, so this says nothing'
          : undefined,
  };
}

/** Sixty executions at once have a key each; then all of them come again. */
export async function oneKeyEach(stage: ChannelStage): Promise<Figures> {
  const items = filesFor(stage, 60);
  const executions = items.map((item) => [item]);
  await freshAccount(stage, ANSWER_MS);
  const workflow = await SendingWorkflow.create(stage, { withKeys: true });
  await workflow.run(executions);
  const first = await copies(stage, items);
  await workflow.run(executions);
  await workflow.close();
  const { sent, none } = await copies(stage, items);
  const again = sent - first.sent;
  return {
    guarantee: 'a send-once key is remembered',
    trial: '60 executions at once, a key each; then all of them again',
    counted: { 'sent first': first.sent, 'sent again': again, 'not sent': none },
    broken:
      again > 0 || none > 0 || first.sent !== items.length
        ? `${first.sent} were sent first, ${again} again, ${none} not at all`
        : undefined,
  };
}

const PACE = 5;

/** Forty executions want to send at the same moment through a channel that has a pace. */
export async function pace(stage: ChannelStage): Promise<Figures> {
  const items = filesFor(stage, 40);
  await freshAccount(stage, 20);
  const workflow = await SendingWorkflow.create(stage, { messagesPerSecond: PACE });
  await workflow.run(items.map((item) => [item]));
  await workflow.close();
  const times = (await sends(stage)).map(({ at }) => Date.parse(at)).sort((a, b) => a - b);
  const inASecond = times.map((from) => times.filter((at) => at >= from && at < from + 1000));
  const most = Math.max(0, ...inASecond.map((within) => within.length));
  const { sent, twice, none } = await copies(stage, items);
  return {
    guarantee: "the channel's Messages per Second",
    trial: `${PACE} a second; 40 executions at once, a file each`,
    counted: { sent, 'most in a second': most },
    // The network has a pace of its own.
    broken:
      most > PACE + 1 || twice + none > 0
        ? `${most} came within a second; ${twice} customers got it twice, ${none} not at all`
        : undefined,
  };
}

const RETRY_AFTER_S = 3;

/** One execution hears that it was too fast; others begin meanwhile. */
export async function tooFast(stage: ChannelStage): Promise<Figures> {
  const items = filesFor(stage, 30);
  await freshAccount(stage, 20);
  const workflow = await SendingWorkflow.create(stage, {});
  await stage.provider.control.fail({
    method: 'sendFile',
    answer: {
      status: 429,
      headers: { 'retry-after': String(RETRY_AFTER_S) },
      body: { error: 'Too many requests' },
    },
  });
  await workflow.run(
    items.map((item) => [item]),
    50,
  );
  await workflow.close();
  const requests = await sends(stage);
  const toldAt = Date.parse(requests.find(({ status }) => status === 429)?.endedAt ?? '');
  // What was on its way when the answer came is not meant, and a timer may be a little early.
  const early = requests
    .map(({ at }) => Date.parse(at) - toldAt)
    .filter((after) => after > 300 && after < RETRY_AFTER_S * 1000 - 150).length;
  const { sent, twice, none } = await copies(stage, items);
  return {
    guarantee: 'a Retry-After holds everybody back',
    trial: `30 executions, 0.05 s apart, a file each; the first is told to wait for ${RETRY_AFTER_S} s`,
    counted: { sent, 'before that time': early },
    broken:
      early + twice + none > 0 || Number.isNaN(toldAt)
        ? `${early} came before that time; ${twice} customers got it twice, ${none} not at all`
        : undefined,
  };
}

const HEAD_START_MS = 250;

/** Twenty executions send a file each to the same person, one beginning after the other. */
export async function turns(stage: ChannelStage): Promise<Figures> {
  const [person] = filesFor(stage, 1);
  const items = filesFor(stage, 20).map((item) => ({ ...item, phone: person!.phone }));
  await freshAccount(stage, 250);
  const workflow = await SendingWorkflow.create(stage, {});
  const ended = await workflow.run(
    items.map((item) => [item]),
    100,
  );
  await workflow.close();
  const began = new Map(ended.map((execution) => [execution.items[0]?.caption, execution.beganAt]));
  const spans = (await sends(stage)).map(({ at, endedAt, body }) => ({
    at,
    endedAt: endedAt ?? at,
    began: began.get((body as { caption?: string }).caption) ?? 0,
  }));
  const most = Math.max(
    0,
    ...spans.map(({ at }) => spans.filter((span) => span.at <= at && at < span.endedAt).length),
  );
  // Who began a little earlier may come a little later: a node has something to do before it is its turn.
  const overtaken = spans.filter((span, index) =>
    spans.slice(0, index).some((before) => before.began > span.began + HEAD_START_MS),
  ).length;
  return {
    guarantee: "one person's files one after another, in order",
    trial: '20 executions, 0.1 s apart, a file each to the same person',
    counted: { sent: spans.length, 'most at a time': most, 'out of order': overtaken },
    broken:
      most > 1 || overtaken > 0 || spans.length !== items.length
        ? `${spans.length} were sent, up to ${most} at a time, ${overtaken} after one that began later`
        : undefined,
  };
}

const FILES = 1000;
const ROUNDS = 3;

/** A thousand files in one execution, which a worker has alone, and in two at once, one on each worker. */
export async function speed(stage: ChannelStage): Promise<Figures[]> {
  const figures: Figures[] = [];
  for (const workers of [1, 2])
    for (const withKeys of [false, true]) figures.push(await speedOf(stage, workers, withKeys));
  return figures;
}

async function speedOf(stage: ChannelStage, workers: number, withKeys: boolean): Promise<Figures> {
  const perSecond: number[] = [];
  const problems: string[] = [];
  const workflow = await SendingWorkflow.create(stage, { withKeys });
  for (let round = 0; round <= ROUNDS; round++) {
    const items = filesFor(stage, FILES, round * FILES);
    await freshAccount(stage, 20);
    const share = FILES / workers;
    const started = await workflow.start(
      Array.from({ length: workers }, (_, index) =>
        items.slice(index * share, (index + 1) * share),
      ),
    );
    await started.ended();
    const busy = (await started.onWorkers()).filter((ids) => ids.length > 0).length;
    const { twice, none } = await copies(stage, items);
    if (twice + none > 0) problems.push(`${twice} customers got it twice, ${none} not at all`);
    // The first round is there to warm up; both executions may come to the same worker.
    if (round === 0 || busy !== workers) continue;
    const times = (await sends(stage)).map(({ endedAt, at }) => Date.parse(endedAt ?? at));
    const seconds = (Math.max(...times) - Math.min(...times)) / 1000;
    perSecond.push((FILES - 1) / seconds);
  }
  await workflow.close();
  return {
    guarantee: `speed: ${withKeys ? 'a key each' : 'no keys'}, ${workers === 1 ? 'one worker' : 'two workers'}`,
    trial: `1,000 files in ${workers === 1 ? 'one execution' : 'two executions at once'}, 10 at a time each, a provider that takes 20 ms`,
    counted: {
      'files a second': perSecond.length === 0 ? NaN : Math.round(spread(perSecond).median),
    },
    broken: problems[0],
  };
}
