import { execFile } from 'node:child_process';
import { appendFile, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

import { installOnce } from '../n8n/cache';
import { ensureNode, type Report } from '../n8n/install-n8n';
import { npm } from '../n8n/npm';
import { freePort, startProcess, temporaryFolder } from './start-process';

const run = promisify(execFile);

/** An npm registry on this machine, which has nothing but what is published to it. */
export interface Registry {
  url: string;
  stop(): Promise<void>;
}

/** Starts an empty registry on a free port of loopback, where anyone may publish. */
export async function startRegistry(): Promise<Registry> {
  const { node, bin } = await ensureVerdaccio();
  const folder = temporaryFolder('1msg-registry-');
  const settings = join(folder, 'config.yaml');
  await writeFile(settings, JSON.stringify(settingsFor(folder)));
  const port = await freePort();
  const args = [bin, '--config', settings, '--listen', `127.0.0.1:${port}`];
  const server = await startProcess({
    ...{ title: 'Verdaccio', program: node, args, readyWhen: port },
    logFile: join(folder, 'verdaccio.log'),
  });
  return { url: `http://127.0.0.1:${port}`, stop: () => server.stop() };
}

/** No uplinks: what it does not have is not fetched from elsewhere, but not found. (JSON is YAML, too.) */
const settingsFor = (folder: string) => ({
  storage: join(folder, 'storage'),
  auth: { htpasswd: { file: join(folder, 'htpasswd') } },
  uplinks: {},
  packages: { '**': { access: '$all', publish: '$all' } },
  web: { enable: false },
  log: { type: 'stdout', format: 'pretty', level: 'http' },
});

/** What of a packed package is changed before it is published. */
export interface Edition {
  name: string;
  version: string;
  /** Code that is added to files of the package, by their paths in it. */
  appended?: Record<string, string>;
}

/** Publishes an edition of the packed package, as the latest one of its name. */
export async function publish(
  registryUrl: string,
  tarball: string,
  edition: Edition,
): Promise<void> {
  const folder = temporaryFolder('1msg-edition-');
  await run('tar', ['-xzf', tarball, '-C', folder, '--strip-components=1']);
  const manifest = join(folder, 'package.json');
  const { name, version, appended = {} } = edition;
  const packed = JSON.parse(await readFile(manifest, 'utf8')) as object;
  await writeFile(manifest, JSON.stringify({ ...packed, name, version }));
  for (const [file, code] of Object.entries(appended)) await appendFile(join(folder, file), code);
  // npm publishes for nobody without a token; this registry takes any.
  const token = `--//${new URL(registryUrl).host}/:_authToken=anyone`;
  await npm(['publish', '--registry', registryUrl, token, '--ignore-scripts'], { cwd: folder });
  await rm(folder, { recursive: true });
}

const VERSION = '6.10.4';

/** A Verdaccio ready to be started: `node bin`. */
interface VerdaccioInstallation {
  /** The Node.js executable to run it with: it needs 22 or newer. */
  node: string;
  bin: string;
}

/** Gives the npm registry that runs on this machine, installing it when the cache has none. */
async function ensureVerdaccio(report: Report = console.log): Promise<VerdaccioInstallation> {
  const node = await ensureNode(report);
  const install = async (unfinished: string) => {
    report(`Installing Verdaccio ${VERSION}, a registry for tests: 65 MB, once …`);
    await writeFile(join(unfinished, 'package.json'), JSON.stringify(verdaccioManifest));
    await npm(['install', '--ignore-scripts'], { cwd: unfinished, nodeBin: dirname(node) });
  };
  const folder = await installOnce(`verdaccio-${VERSION}`, install, report);
  return { node, bin: join(folder, 'node_modules', 'verdaccio', 'bin', 'verdaccio') };
}

/** One of its parts asks for `node-fetch` by a tag that mirrors of the registry need not have. */
const verdaccioManifest = {
  private: true,
  dependencies: { verdaccio: VERSION },
  overrides: { 'node-fetch': '2' },
};
