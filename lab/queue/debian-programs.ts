import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

import { installPackages, pathFolders } from '../debian/install-packages';

/** Where the two servers that n8n's queue mode needs have their programs. */
export interface QueuePrograms {
  /** The folder with `initdb`, `postgres` and `psql`. */
  postgresBin: string;
  redisServer: string;
}

/** Finds PostgreSQL and Redis, and installs Debian's packages of what is missing when it may. */
export function ensureQueuePrograms(report: (line: string) => void): QueuePrograms {
  const missing = [
    ...(findPostgres() ? [] : ['postgresql']),
    ...(findRedis() ? [] : ['redis-server']),
  ];
  if (missing.length > 0) installPackages(missing, report);
  const postgresBin = findPostgres();
  const redisServer = findRedis();
  if (!postgresBin || !redisServer)
    throw new Error(`PostgreSQL and Redis are needed: apt-get install ${missing.join(' ')}`);
  return { postgresBin, redisServer };
}

/** Debian keeps the servers of each version in a folder of its own, off the PATH. */
function findPostgres(): string | undefined {
  const versions = '/usr/lib/postgresql';
  const folders = existsSync(versions)
    ? readdirSync(versions)
        .sort((a, b) => Number(b) - Number(a))
        .map((version) => join(versions, version, 'bin'))
    : [];
  return [...folders, ...pathFolders()].find((folder) =>
    ['initdb', 'postgres', 'psql'].every((program) => existsSync(join(folder, program))),
  );
}

const findRedis = (): string | undefined =>
  pathFolders()
    .map((folder) => join(folder, 'redis-server'))
    .find(existsSync);
