import { join } from 'node:path';

import { freePort, type RunningProcess, startProcess, temporaryFolder } from './start-process';

/** A Redis of our own. */
export interface Redis extends RunningProcess {
  port: number;
}

/**
 * Starts Redis on a free port of loopback, in a temp folder that goes with this process.
 * @param settings beside the port, the folder and that nothing is saved, such as `--appendonly`, `yes`
 */
export async function startRedis(program: string, ...settings: string[]): Promise<Redis> {
  const folder = temporaryFolder('1msg-redis-');
  const port = await freePort();
  const own = ['--port', String(port), '--bind', '127.0.0.1', '--dir', folder, '--save', ''];
  const server = await startProcess({
    title: 'Redis',
    program,
    args: [...own, ...settings],
    logFile: join(folder, 'redis.log'),
    readyWhen: port,
  });
  return { ...server, port };
}
