// Runs one of the project's TypeScript programs on a fresh clone: `node scripts/bootstrap.mjs FILE [ARGUMENTS]`.
// Plain JavaScript without imports from npm, since it is what installs them.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  console.error(`Node.js 20.19 or newer is needed; this is ${process.versions.node}.`);
  process.exit(1);
}

const stamp = join(root, 'node_modules', '.installed-from');
const lockfile = createHash('sha256')
  .update(readFileSync(join(root, 'package-lock.json')))
  .digest('hex');
if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== lockfile) {
  console.log("Installing the project's own libraries (npm ci, about a minute) …");
  const install = spawnSync('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
    shell: process.platform === 'win32',
  });
  if (install.status !== 0) process.exit(install.status ?? 1);
  writeFileSync(stamp, lockfile);
}

const [program, ...rest] = process.argv.slice(2);
process.chdir(root);
process.argv = [process.execPath, join(root, program), ...rest];
const require = createRequire(import.meta.url);
require('tsx/cjs');
const { register } = await import('tsx/esm/api');
register();
require(join(root, program));
