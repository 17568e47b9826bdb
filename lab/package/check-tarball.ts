import { execFile } from 'node:child_process';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { promisify } from 'node:util';

import { pack } from '../n8n/pack';

const run = promisify(execFile);
const root = join(__dirname, '..', '..');

const BESIDE_DIST = ['CHANGELOG.md', 'LICENSE.md', 'README.md', 'package.json'];
const LICENCES = 'dist/THIRD-PARTY-LICENSES.txt';
const IN_DIST = /^dist\/(nodes|credentials)\/.+\.(js|json|svg)$/;
/** Every start of n8n pays for what is loaded, so libraries and what nodes do wait for their first use. */
const LOADED_LATE = /^dist\/nodes\/shared\/(libraries\/|actions-)/;
/** Of code: what the editor shows has two thirds of that, and what nodes do three times as much. */
const MOST_AT_START_BYTES = 100_000;

interface Manifest {
  n8n: { nodes: string[]; credentials: string[] };
  dependencies?: Record<string, string>;
  optionalDependencies?: Record<string, string>;
}

/** Packs the package and looks into it as npm's users will get it; gives what is wrong, if anything is. */
export async function checkTarball(): Promise<string | undefined> {
  const { files } = await pack();
  const manifest = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as Manifest;
  const parts = [...manifest.n8n.credentials, ...manifest.n8n.nodes];
  const dependencies = Object.keys({ ...manifest.dependencies, ...manifest.optionalDependencies });
  const problems = [
    ...[...BESIDE_DIST, LICENCES]
      .filter((file) => !files.includes(file))
      .map((file) => `${file} is missing`),
    ...files
      .filter((file) => !BESIDE_DIST.includes(file) && file !== LICENCES && !IN_DIST.test(file))
      .map((file) => `${file} does not belong in it`),
    ...parts
      .filter((part) => !files.includes(part))
      .map((part) => `${part}, named in package.json's "n8n", is missing`),
    ...(await outputSchemas())
      .filter((file) => !files.includes(file))
      .map((file) => `${file}, which n8n shows as a preview, is missing`),
    ...dependencies.map((name) => `it has a dependency: ${name}`),
    ...(await loadedTooEarly(parts)),
  ];
  console.log(`${files.length} files`);
  return problems.length > 0 ? `The tarball: ${problems.join('; ')}.` : undefined;
}

/** Where those of `nodes/` lie in the package. */
async function outputSchemas(): Promise<string[]> {
  const files = await readdir(join(root, 'nodes'), { recursive: true, encoding: 'utf8' });
  return files
    .filter((file) => /__schema__.+\.json$/.test(file))
    .map((file) => `dist/nodes/${file.replaceAll('\\', '/')}`);
}

/** Loads all nodes and credentials as n8n does at its start, in a process of its own. */
async function loadedAtStart(parts: string[]): Promise<string[]> {
  const program = `
    for (const part of ${JSON.stringify(parts)}) require(require('path').resolve(part));
    console.log(JSON.stringify(Object.keys(require.cache)));`;
  const { stdout } = await run(process.execPath, ['-e', program], { cwd: root });
  const loaded = (JSON.parse(stdout) as string[]).map((path) => relative(root, path));
  return loaded.filter((file) => file.startsWith('dist/'));
}

/** @returns what is wrong: a file that is known to be late, or so much code that what nodes do must be in it */
async function loadedTooEarly(parts: string[]): Promise<string[]> {
  const loaded = await loadedAtStart(parts);
  const sizes = await Promise.all(loaded.map(async (file) => (await stat(join(root, file))).size));
  const bytes = sizes.reduce((sum, size) => sum + size, 0);
  return [
    ...loaded.filter((file) => LOADED_LATE.test(file)).map((file) => `its parts load ${file}`),
    ...(bytes > MOST_AT_START_BYTES ? [`its parts load ${bytes} bytes of code`] : []),
  ];
}
