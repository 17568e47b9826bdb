import { ensureRedis } from '../../../lab/servers/debian';
import { startRedis } from '../../../lab/servers/redis';
import { redisLink } from '../../../nodes/shared/channel/redis-link';
import { measureCell, type Measurement, warmUp } from '../sending/measure';
import type { Subject } from '../sending/subjects';
import { startAnsweringServer } from '../setup/answering-server';
import { BenchN8n } from '../setup/bench-n8n';
import { prepare } from '../setup/prepared-folder';
import { type BenchOptions, writeResults } from '../setup/results';
import { shuffled } from '../setup/statistics';
import { channelReport, type Single } from './report';
import { type ChannelStage, makeChannelSubjects } from './subjects';

interface Sizes {
  count: number;
  rounds: number;
  singles: number;
  notedKeys: number;
}

const WHOLE: Sizes = { count: 1000, rounds: 9, singles: 300, notedKeys: 50_000 };
const SHORT: Sizes = { count: 1000, rounds: 3, singles: 100, notedKeys: 50_000 };
const QUICK: Sizes = { count: 20, rounds: 1, singles: 3, notedKeys: 100 };

const DELAY_MS = 20;

/** What it costs that executions share a channel's state in Redis, and that items have send-once keys. */
export async function bench(options: BenchOptions): Promise<Measurement[]> {
  const sizes = options.quick ? QUICK : options.short ? SHORT : WHOLE;
  const { installation, certificate, folder } = await prepare();
  const server = await startAnsweringServer(certificate);
  const redis = await startRedis(ensureRedis());
  const redisUrl = `redis://127.0.0.1:${redis.port}`;
  const bench = await BenchN8n.start({ installation, caFile: certificate.caFile, folder });
  try {
    const { notedKeys } = sizes;
    const stage = { bench, server, installation, redisUrl, notedKeys };
    return await measureAll(options, stage, sizes);
  } finally {
    await bench.n8n.stop();
    await redisLink(redisUrl).close();
    await redis.stop();
    server.stop();
  }
}

async function measureAll(
  options: BenchOptions,
  stage: ChannelStage,
  { count, rounds, singles, notedKeys }: Sizes,
): Promise<Measurement[]> {
  const subjects = await makeChannelSubjects(stage);
  if (!options.quick) await warmUp(stage, subjects);
  const measurements = await measureCell(stage, subjects, 'default', {
    ...{ count, rounds },
    delayMs: DELAY_MS,
  });
  const alone = await measureSingles(
    stage,
    subjects.filter(({ id }) => id.endsWith('-10')),
    singles,
  );
  const written = await writeResults(options, {
    name: 'channel',
    title: 'Redis and send-once keys',
    markdown: channelReport(measurements, alone, subjects, notedKeys),
    data: { measurements, singles: alone },
    charts: {},
  });
  console.log(written);
  return measurements;
}

/** One item an execution, one after another, the subjects in turn. */
async function measureSingles(
  { server }: ChannelStage,
  subjects: readonly Subject[],
  times: number,
): Promise<Single[]> {
  await server.reset(DELAY_MS);
  for (const subject of subjects) await subject.run(1); // makes the connections
  const singles: Single[] = [];
  for (let time = 0; time < times; time++)
    for (const subject of shuffled(subjects)) {
      const { seconds, cpuSeconds } = await subject.run(1);
      singles.push({
        subject: subject.id,
        milliseconds: Math.round(seconds * 1000),
        cpuMs: cpuSeconds * 1000,
      });
    }
  return singles;
}
