import { execFile, execFileSync, spawn } from 'node:child_process';
import { chownSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';

import { freePort, type RunningProcess, startProcess, temporaryFolder } from './start-process';

/** A PostgreSQL of our own. */
export interface Postgres extends RunningProcess {
  /** The settings with which n8n keeps its data in it. */
  env: Record<string, string>;
  /** Runs a query of one column and hands over its rows one by one. */
  rows(sql: string): AsyncIterable<string>;
}

const USER = 'n8n';
const run = promisify(execFile);

/** Starts PostgreSQL on a free port of loopback, in a temp folder that goes with this process. */
export async function startPostgres(bin: string): Promise<Postgres> {
  const folder = temporaryFolder('1msg-postgres-');
  const account = unprivilegedAccount();
  if (account) chownSync(folder, account.uid, account.gid);
  const data = join(folder, 'data');
  await run(
    join(bin, 'initdb'),
    ['-D', data, '-U', USER, '--auth=trust', '--encoding=UTF8', '--no-locale', '--no-sync'],
    { cwd: folder, ...account },
  );
  const port = await freePort();
  const server = await startProcess({
    ...account,
    title: 'PostgreSQL',
    program: join(bin, 'postgres'),
    args: [
      ...['-D', data, '-p', String(port)],
      ...[
        'listen_addresses=127.0.0.1',
        `unix_socket_directories=${folder}`,
        'fsync=off', // it is n8n that is killed here, not the database
        'max_connections=200',
      ].flatMap((setting) => ['-c', setting]),
    ],
    logFile: join(folder, 'postgres.log'),
    readyWhen: port,
    stopSignal: 'SIGINT', // without waiting for clients
  });
  const connection = ['-h', '127.0.0.1', '-p', String(port), '-U', USER, '-d', 'postgres'];

  async function* rows(sql: string): AsyncIterable<string> {
    const psql = spawn(join(bin, 'psql'), [...connection, '-XqAt', '-c', sql], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const ended = new Promise<number | null>((resolve, reject) => {
      psql.once('error', reject);
      psql.once('close', resolve);
    });
    for await (const line of createInterface({ input: psql.stdout })) yield line;
    const code = await ended;
    if (code !== 0) throw new Error(`psql ended with code ${code}: ${sql}`);
  }

  return {
    ...server,
    rows,
    env: {
      DB_TYPE: 'postgresdb',
      DB_POSTGRESDB_HOST: '127.0.0.1',
      DB_POSTGRESDB_PORT: String(port),
      DB_POSTGRESDB_DATABASE: 'postgres',
      DB_POSTGRESDB_USER: USER,
      DB_POSTGRESDB_PASSWORD: 'unused',
    },
  };
}

/** PostgreSQL refuses to run as root; Debian's package has made an account for it. */
function unprivilegedAccount(): { uid: number; gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const id = (flag: string) => Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }));
  return { uid: id('-u'), gid: id('-g') };
}
