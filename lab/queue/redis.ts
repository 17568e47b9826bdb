import { join } from 'node:path';

import { freePort } from '../n8n/free-port';
import { temporaryFolder } from '../n8n/run-n8n';
import { type ServerProcess, startServer } from './server-process';

/** A Redis of our own. */
export interface Redis extends ServerProcess {
  /** The settings with which n8n keeps its queue in it. */
  env: Record<string, string>;
}

/** Starts Redis on a free port of loopback, in a temp folder that goes with this process. */
export async function startRedis(program: string): Promise<Redis> {
  const folder = temporaryFolder('1msg-redis-');
  const port = await freePort();
  const server = await startServer(
    program,
    ['--port', String(port), '--bind', '127.0.0.1', '--dir', folder, '--save', ''],
    port,
    join(folder, 'redis.log'),
    { cwd: folder },
  );
  return {
    ...server,
    env: {
      EXECUTIONS_MODE: 'queue',
      QUEUE_BULL_REDIS_HOST: '127.0.0.1',
      QUEUE_BULL_REDIS_PORT: String(port),
    },
  };
}
