import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { PACKAGE, VERSION } from './editions';
import { readInstallContext } from './install-context';

const run = promisify(execFile);
const INSTALL = join(__dirname, '..', '..', '..', 'docs', 'install.md');

/** Runs the lines of docs/install.md for installing by hand as who runs n8n would; gives what they printed. */
export async function runLinesForInstallingByHand(): Promise<string> {
  const lines = await linesBelow('By hand:');
  const { registryUrl, userFolder } = readInstallContext();
  const env = {
    PATH: process.env.PATH,
    HOME: userFolder,
    npm_config_registry: registryUrl,
    npm_config_update_notifier: 'false',
  };
  const { stdout } = await run('sh', ['-e', '-c', lines], { env });
  return stdout;
}

/** @returns the environment of docs/install.md for containers, with that package in the place of ours */
export async function environmentOfContainers(
  name: string,
  version: string,
): Promise<Record<string, string>> {
  const lines = (await linesBelow('In containers and in queue mode')).trim().split('\n');
  const settings = lines.map((line) => [
    line.slice(0, line.indexOf('=')),
    line
      .slice(line.indexOf('=') + 1)
      .replace(`"${PACKAGE}"`, `"${name}"`)
      .replace(`"${VERSION}"`, `"${version}"`),
  ]);
  return Object.fromEntries(settings) as Record<string, string>;
}

/** The first block of lines below some bold words of docs/install.md. */
async function linesBelow(words: string): Promise<string> {
  const [, after = ''] = (await readFile(INSTALL, 'utf8')).split(`**${words}**`);
  const lines = /```\w*\n([^`]+)```/.exec(after)?.[1];
  if (!lines) throw new Error(`docs/install.md has no lines below "${words}".`);
  return lines;
}
