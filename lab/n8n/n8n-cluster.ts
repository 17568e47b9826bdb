import { randomBytes } from 'node:crypto';
import { cp, mkdir } from 'node:fs/promises';
import { join } from 'node:path';

import { ensureQueuePrograms } from '../servers/debian';
import { type Postgres, startPostgres } from '../servers/postgres';
import { type Redis, startRedis } from '../servers/redis';
import { freePort, type RunningProcess, temporaryFolder } from '../servers/start-process';
import type { N8nInstallation } from './install-n8n';
import type { N8nClient } from './n8n-client';
import { knownAs, type RunningN8n, runN8n, startN8nProcess } from './run-n8n';

/** One process beside n8n's main one. */
export interface ClusterMember extends RunningProcess {
  /** Where it takes webhooks; a worker takes none. */
  url: string;
}

/** An n8n in queue mode. The main process takes no production webhooks. */
export interface N8nCluster {
  client: N8nClient;
  postgres: Postgres;
  workers: ClusterMember[];
  /** The first is the one that n8n's webhook URLs point to. */
  webhookProcessors: ClusterMember[];
  /** A Redis beside the queue's own, which keeps what it has over being killed; its dumps can be read. */
  channelRedis: Redis;
  stop(): Promise<void>;
}

/** How many executions a worker runs at the same time. */
export const WORKER_CONCURRENCY = 10;

/** Starts PostgreSQL, two Redis, an n8n main process, two workers and two webhook processors. */
export async function startCluster(
  installation: N8nInstallation,
  tarball: string,
  report: (line: string) => void,
): Promise<N8nCluster> {
  const programs = ensureQueuePrograms(report);
  report('Starting PostgreSQL, Redis and n8n: main, two workers, two webhook processors …');
  const [redis, channelRedis, postgres] = await Promise.all([
    startRedis(programs.redisServer),
    startRedis(programs.redisServer, '--appendonly', 'yes', '--rdbcompression', 'no'),
    startPostgres(programs.postgresBin),
  ]);
  const webhookPort = await freePort();
  const shared = {
    EXECUTIONS_MODE: 'queue',
    QUEUE_BULL_REDIS_HOST: '127.0.0.1',
    QUEUE_BULL_REDIS_PORT: String(redis.port),
    ...postgres.env,
    N8N_ENCRYPTION_KEY: randomBytes(24).toString('hex'),
    N8N_DISABLE_PRODUCTION_MAIN_PROCESS: 'true',
    N8N_EXPRESSION_ENGINE_LAZY_ACQUIRE: 'true', // takes a third of the time; loses as much
    EXECUTIONS_DATA_PRUNE: 'false', // what became of each execution is counted
    ...knownAs(`http://127.0.0.1:${webhookPort}/`),
  };
  const main = await runN8n({ installation, tarball, env: shared });
  const startMember = memberStarter(main, installation);
  const startWorker = () =>
    startMember(['worker', `--concurrency=${WORKER_CONCURRENCY}`], 'n8n worker is now ready');
  const startProcessor = async (port?: number) =>
    await startMember(['webhook'], 'Webhook listener waiting for requests', port);
  const [workers, webhookProcessors] = await Promise.all([
    Promise.all([startWorker(), startWorker()]),
    Promise.all([startProcessor(webhookPort), startProcessor()]),
  ]);
  return {
    client: main.client,
    ...{ postgres, workers, webhookProcessors, channelRedis },
    stop: async () => {
      await Promise.all([...workers, ...webhookProcessors].map((member) => member.stop()));
      await main.stop();
      await Promise.all([redis, channelRedis, postgres].map((server) => server.stop()));
    },
  };
}

type StartMember = (command: string[], readyWhen: string, port?: number) => Promise<ClusterMember>;

/** Each process has a folder and ports of its own, as if it were on a machine of its own. */
function memberStarter(main: RunningN8n, installation: N8nInstallation): StartMember {
  return async (command, readyWhen, port) => {
    const folder = temporaryFolder(`1msg-n8n-${command[0]}-`);
    const packages = join('.n8n', 'nodes');
    await mkdir(join(folder, '.n8n'));
    await cp(join(main.folder, packages), join(folder, packages), { recursive: true });
    const ownPort = port ?? (await freePort());
    const running = await startN8nProcess({
      ...{ installation, command, readyWhen },
      logFile: join(folder, 'n8n.log'),
      env: {
        ...main.env,
        N8N_USER_FOLDER: folder,
        N8N_PORT: String(ownPort),
        QUEUE_HEALTH_CHECK_PORT: String(ownPort),
        N8N_RUNNERS_BROKER_PORT: String(await freePort()),
      },
    });
    return { ...running, url: `http://127.0.0.1:${ownPort}` };
  };
}
