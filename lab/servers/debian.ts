import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';

const APT_TIMEOUT_MS = 600_000;

/** Installs Debian's packages where that is allowed; else the error says what to install. */
export function installPackages(packages: string[], report: (line: string) => void): void {
  if (process.getuid?.() !== 0)
    throw new Error(`This needs more packages: sudo apt-get install ${packages.join(' ')}`);
  report(`Installing Debian's ${packages.join(' and ')} …`);
  // Others may be installing, too.
  const apt = (...args: string[]) =>
    execFileSync('apt-get', ['-qq', '-o', 'DPkg::Lock::Timeout=300', ...args], {
      stdio: ['ignore', 'ignore', 'inherit'],
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
      timeout: APT_TIMEOUT_MS,
    });
  apt('update');
  apt('install', '-y', '--no-install-recommends', ...packages);
}

/** The folders in which programs are looked for. */
export const pathFolders = (): string[] =>
  [...(process.env.PATH ?? '').split(delimiter), '/usr/bin'].filter(Boolean);

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

/** @returns Redis' server; Debian's package is installed where it is missing and may be */
export function ensureRedis(): string {
  if (!findRedis()) installPackages(['redis-server'], (line) => process.stderr.write(`${line}\n`));
  return findRedis()!;
}

/** Another one than Debian's is named by REDIS_SERVER: an older Redis, or Valkey. */
const findRedis = (): string | undefined =>
  process.env.REDIS_SERVER ??
  pathFolders()
    .map((folder) => join(folder, 'redis-server'))
    .find(existsSync);
