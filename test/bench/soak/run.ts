import { setTimeout as sleep } from 'node:timers/promises';

import { ensureN8n } from '../../../lab/n8n/install-n8n';
import { pack } from '../../../lab/n8n/pack';
import { ensureRedis } from '../../../lab/servers/debian';
import { startRedis } from '../../../lab/servers/redis';
import { startSandbox } from '../../../sandbox/sandbox';
import { makeCertificate } from '../setup/certificate';
import { BenchN8n } from '../setup/bench-n8n';
import { type BenchOptions, writeResults } from '../setup/results';
import { type SoakCounts, SoakLoad, type SoakSizes } from './load';
import { type ProcessState, processState, STATE_ENVIRONMENT } from './process-state';
import { soakReport } from './report';

interface Sizes extends SoakSizes {
  /** Memory is to be flat from then on. */
  flatAfterSeconds: number;
  lookEverySeconds: number;
  /** Until connections that nobody uses are closed. */
  restSeconds: number;
}

const WHOLE: Sizes = {
  ...{ seconds: 1800, perSecond: 20, atMost: 100 },
  ...{ flatAfterSeconds: 300, lookEverySeconds: 30, restSeconds: 75 },
};
const SHORT: Sizes = { ...WHOLE, seconds: 120, flatAfterSeconds: 60, lookEverySeconds: 10 };
const QUICK: Sizes = {
  ...{ seconds: 3, perSecond: 4, atMost: 10 },
  ...{ flatAfterSeconds: 0, lookEverySeconds: 1, restSeconds: 1 },
};

/** What a soak came to. */
export interface Soaked {
  counts: SoakCounts;
  /** Before it, after a first few executions and a rest. */
  before: ProcessState;
  states: ProcessState[];
  /** At its end, after a rest. */
  after: ProcessState;
}

/** Single executions again and again, with all that keeps something in memory: keys, Redis, the trigger, files. */
export async function bench(options: BenchOptions): Promise<Soaked> {
  const sizes = options.quick ? QUICK : options.short ? SHORT : WHOLE;
  const installation = await ensureN8n();
  const { tarball } = await pack();
  const config = { sentAfterMs: 20, deliveredAfterMs: 60, readAfterMs: null };
  const sandbox = await startSandbox({ config });
  const redis = await startRedis(ensureRedis());
  const { caFile } = await makeCertificate();
  const bench = await BenchN8n.start({
    ...{ installation, tarball, caFile },
    // With n8n's default engine a machine of two cores starts no twenty a second.
    env: { ...STATE_ENVIRONMENT, N8N_EXPRESSION_ENGINE: 'legacy' },
  });
  const { url, channelId, token, control } = sandbox;
  const redisUrl = `redis://127.0.0.1:${redis.port}`;
  try {
    const load = await SoakLoad.create({
      client: bench.n8n.client,
      ...{ control, sandboxUrl: url },
      credential: { channelId, token, baseUrl: url, redisUrl },
      settings: { saveDataSuccessExecution: 'none' },
      ended: async (workflowId) => await Promise.resolve(bench.ended(workflowId)),
    });
    const soaked = await soak(load, bench, sizes);
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
    await bench.n8n.stop();
    await redis.stop();
    await sandbox.close();
  }
}

async function soak(load: SoakLoad, { n8n }: BenchN8n, sizes: Sizes): Promise<Soaked> {
  const { lookEverySeconds, restSeconds } = sizes;
  await load.run({ ...sizes, seconds: 3 });
  await load.counts();
  await sleep(restSeconds * 1000);
  const before = await processState(n8n.pid());
  const states: ProcessState[] = [];
  const running = load.run(sizes);
  const end = Date.now() + sizes.seconds * 1000;
  for (let at = Date.now(); at + lookEverySeconds * 1000 <= end; at = Date.now()) {
    await sleep(lookEverySeconds * 1000);
    states.push(await processState(n8n.pid()));
  }
  await running;
  const counts = await load.counts();
  await sleep(restSeconds * 1000);
  return { counts, before, states, after: await processState(n8n.pid()) };
}
