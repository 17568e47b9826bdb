import { setTimeout as sleep } from 'node:timers/promises';

import { ensureN8n } from '../../../lab/n8n/install-n8n';
import { pack } from '../../../lab/n8n/pack';
import { ensureRedis } from '../../../lab/servers/debian';
import { startRedis } from '../../../lab/servers/redis';
import { type Sandbox, startSandbox } from '../../../sandbox/sandbox';
import { makeCertificate } from '../setup/certificate';
import { BenchN8n, type BenchN8nOptions } from '../setup/bench-n8n';
import { type BenchOptions, writeResults } from '../setup/results';
import { type SoakCounts, SoakLoad, type SoakSizes } from './load';
import { type ProcessState, ProcessStates, type WholeState } from './process-state';
import { soakReport } from './report';
import { n8nsOwn, ours, type SoakSubject } from './subjects';

interface Sizes extends SoakSizes {
  /** Of n8n's own nodes: less is enough to see what grows. */
  ownSeconds: number;
  /** Memory is to be flat from then on. */
  flatAfterSeconds: number;
  lookEverySeconds: number;
  /** Until connections that nobody uses are closed. */
  restSeconds: number;
}

const WHOLE: Sizes = {
  ...{ seconds: 1800, ownSeconds: 600, perSecond: 20, atMost: 50 },
  ...{ flatAfterSeconds: 300, lookEverySeconds: 30, restSeconds: 75 },
};
const SHORT: Sizes = {
  ...{ ...WHOLE, seconds: 120, ownSeconds: 120 },
  ...{ flatAfterSeconds: 60, lookEverySeconds: 10 },
};
const QUICK: Sizes = {
  ...{ seconds: 3, ownSeconds: 3, perSecond: 4, atMost: 10 },
  ...{ flatAfterSeconds: 0, lookEverySeconds: 1, restSeconds: 1 },
};

/** In which n8n finds its database again, and connections that it did not close in time are closed. */
const AFTER_LOOK_MS = 10_000;

/** What one n8n's process held. */
export interface Held {
  /** Before it, after a first few executions and a rest. */
  before: WholeState;
  states: ProcessState[];
  /** At its end, after a rest. */
  after: WholeState;
  /** Executions that were started to send. */
  started: number;
}

/** What a soak came to. */
export interface Soaked {
  counts: SoakCounts;
  ours: Held;
  /** Another n8n after it, that sends and listens with n8n's own nodes: so much of it is n8n's. */
  n8nsOwn: Held;
}

/** Single executions again and again, with all that keeps something in memory: keys, Redis, the trigger, files. */
export async function bench(options: BenchOptions): Promise<Soaked> {
  const sizes = options.quick ? QUICK : options.short ? SHORT : WHOLE;
  const installation = await ensureN8n();
  const { tarball } = await pack();
  const redis = await startRedis(ensureRedis());
  const { caFile } = await makeCertificate();
  const n8n = { installation, tarball, caFile };
  let counts: SoakCounts | undefined;
  try {
    // One after the other: two of them are more than two cores can do twenty times a second.
    const held = await onStage(n8n, async (stage) => {
      const load = await stage.load(await oursOn(stage, `redis://127.0.0.1:${redis.port}`));
      return await soak(stage, load, sizes, async () => (counts = await load.counts()));
    });
    const own = await onStage(n8n, async (stage) => {
      const load = await stage.load(n8nsOwn(stage.sandbox));
      const shorter = { ...sizes, seconds: sizes.ownSeconds };
      return await soak(stage, load, shorter, async () => await load.ended());
    });
    const soaked = { counts: counts!, ours: held, n8nsOwn: own };
    const written = await writeResults(options, {
      name: 'soak',
      title: `${sizes.seconds / 60} minutes of single executions`,
      markdown: soakReport(soaked, sizes),
      data: { ...soaked },
      charts: {},
    });
    console.log(written);
    return soaked;
  } finally {
    await redis.stop();
  }
}

async function onStage<Result>(
  options: BenchN8nOptions,
  soakIt: (stage: Stage) => Promise<Result>,
): Promise<Result> {
  const stage = await Stage.start(options);
  try {
    return await soakIt(stage);
  } finally {
    await stage.stop();
  }
}

async function oursOn({ bench, sandbox }: Stage, redisUrl: string): Promise<SoakSubject> {
  const { url, channelId, token } = sandbox;
  const values = { channelId, token, baseUrl: url, redisUrl };
  return ours(await bench.n8n.client.createCredential('Soak', 'oneMsgChannelApi', values));
}

/** An n8n and a provider. */
class Stage {
  private constructor(
    readonly bench: BenchN8n,
    readonly sandbox: Sandbox,
    private readonly states: ProcessStates,
  ) {}

  static async start(options: BenchN8nOptions): Promise<Stage> {
    const states = new ProcessStates();
    // With n8n's default engine a machine of two cores starts no twenty a second.
    const env = { ...states.environment, N8N_EXPRESSION_ENGINE: 'legacy' };
    const config = { sentAfterMs: 20, deliveredAfterMs: 60, readAfterMs: null };
    return new Stage(
      await BenchN8n.start({ ...options, env }),
      await startSandbox({ config }),
      states,
    );
  }

  async load(subject: SoakSubject): Promise<SoakLoad> {
    const { bench, sandbox } = this;
    const stage = {
      client: bench.n8n.client,
      ...{ control: sandbox.control, sandboxUrl: sandbox.url },
      settings: { saveDataSuccessExecution: 'none' },
      ended: async (workflowId: string) => await Promise.resolve(bench.ended(workflowId)),
    };
    return await SoakLoad.create(stage, subject);
  }

  async look(): Promise<ProcessState> {
    return await this.states.look(this.bench.n8n.pid());
  }

  async lookAtAll(): Promise<WholeState> {
    return await this.states.lookAtAll(this.bench.n8n.pid());
  }

  async stop(): Promise<void> {
    await this.bench.n8n.stop();
    await this.sandbox.close();
  }
}

/** @param end waits until nothing is under way any more */
async function soak(
  stage: Stage,
  load: SoakLoad,
  sizes: Sizes,
  end: () => Promise<{ started: number }>,
): Promise<Held> {
  const { seconds, lookEverySeconds, restSeconds } = sizes;
  await load.run({ ...sizes, seconds: 3 });
  await end();
  await sleep(restSeconds * 1000);
  const before = await stage.lookAtAll();
  await sleep(AFTER_LOOK_MS);
  const states: ProcessState[] = [];
  const begun = Date.now();
  const running = load.run(sizes);
  const look = async () => {
    for (let at = lookEverySeconds; at <= seconds; at += lookEverySeconds) {
      await sleep(begun + at * 1000 - Date.now());
      states.push(await stage.look());
    }
  };
  await Promise.all([running, look()]);
  const { started } = await end();
  await sleep(restSeconds * 1000);
  return { before, states, after: await stage.lookAtAll(), started };
}
