import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { readInstallContext } from './install-context';

const run = promisify(execFile);
const INSTALL = join(__dirname, '..', '..', '..', 'docs', 'install.md');

/** Runs the lines of docs/install.md for installing by hand as who runs n8n would; gives what they printed. */
export async function runLinesForInstallingByHand(): Promise<string> {
  const lines = /\*\*By hand:\*\*[^`]*```\w*\n([^`]+)```/.exec(
    await readFile(INSTALL, 'utf8'),
  )?.[1];
  if (!lines) throw new Error('docs/install.md has no lines for installing by hand.');
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
