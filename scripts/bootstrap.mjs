// Runs one of the project's TypeScript programs on a fresh clone: `node scripts/bootstrap.mjs FILE [ARGUMENTS]`.
// Plain JavaScript without imports from npm, since it is what installs them.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import * as fs from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const modules = join(root, 'node_modules');
const stamp = join(modules, '.installed-from');
const [program, ...rest] = process.argv.slice(2);

/** What `npm start` does without: it shows the package in half the time, and a third less is downloaded. */
const NOT_FOR_START =
  /eslint|jest|stryker|^prettier$|^typescript$|^playwright-core$|^fast-check$|^@types\//;

const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19))
  fail(`Node.js 20.19 or newer is needed; this is ${process.versions.node}.`);

install(program === 'scripts/start.ts');

process.chdir(root);
process.argv = [process.execPath, join(root, program), ...rest];
const require = createRequire(import.meta.url);
require('tsx/cjs');
const { register } = await import('tsx/esm/api');
register();
require(join(root, program));

/** Installs the project's libraries, where they are not there as package-lock.json says. */
function install(isForStart) {
  const lockText = fs.readFileSync(join(root, 'package-lock.json'), 'utf8');
  const all = createHash('sha256').update(lockText).digest('hex');
  const part = `${all} for npm start`;
  const stamped = fs.existsSync(stamp) ? fs.readFileSync(stamp, 'utf8') : '';
  if (stamped === all || (isForStart && stamped === part)) return;
  if (isLink(modules))
    fail(
      `${modules} is a link, and what is in it is not what package-lock.json says. ` +
        'npm ci would empty the folder that it leads to. Remove the link (not that folder), and try again.',
    );
  // Whoever has all of it keeps it.
  if (isForStart && (!fs.existsSync(modules) || stamped.endsWith('for npm start'))) {
    console.log('Installing the libraries that the demo needs (npm ci, about half a minute) …');
    installPart(JSON.parse(lockText));
    fs.writeFileSync(stamp, part);
  } else if (!isInstalled(JSON.parse(lockText))) {
    console.log("Installing the project's own libraries (npm ci, about a minute) …");
    npmCi(root);
    fs.writeFileSync(stamp, all);
  } else fs.writeFileSync(stamp, all);
}

/** `npm ci` in a folder of its own, with a package.json that names less; what came out takes its place here. */
function installPart(lock) {
  const { name, version, devDependencies } = lock.packages[''];
  const needed = Object.entries(devDependencies).filter(([each]) => !NOT_FOR_START.test(each));
  const manifest = { name, version, devDependencies: Object.fromEntries(needed) };
  const folder = join(root, '.installing');
  fs.rmSync(folder, { recursive: true, force: true });
  fs.mkdirSync(folder);
  lock.packages[''] = manifest;
  fs.writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest));
  fs.writeFileSync(join(folder, 'package-lock.json'), JSON.stringify(lock));
  fs.copyFileSync(join(root, '.npmrc'), join(folder, '.npmrc'));
  npmCi(folder);
  fs.rmSync(modules, { recursive: true, force: true });
  fs.renameSync(join(folder, 'node_modules'), modules);
  fs.rmSync(folder, { recursive: true, force: true });
}

/** Whether somebody has run `npm ci` by hand: npm keeps a list of what it has put there. */
function isInstalled({ packages }) {
  const list = join(modules, '.package-lock.json');
  if (!fs.existsSync(list)) return false;
  const there = JSON.parse(fs.readFileSync(list, 'utf8')).packages;
  return Object.entries(packages).every(
    ([path, { version, optional, devOptional }]) =>
      path === '' || optional || devOptional || there[path]?.version === version,
  );
}

function npmCi(cwd) {
  const { status } = spawnSync('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd,
    stdio: ['ignore', 'inherit', 'inherit'],
    shell: process.platform === 'win32',
  });
  if (status !== 0) process.exit(status ?? 1);
}

function isLink(path) {
  return fs.lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() ?? false;
}

function fail(message) {
  console.error(message);
  process.exit(1);
}
