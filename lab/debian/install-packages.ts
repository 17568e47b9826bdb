import { execFileSync } from 'node:child_process';
import { delimiter } from 'node:path';

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
