import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

import { installOnce } from './cache';
import { npm } from './npm';

/** The n8n that the demo runs on, and the tests first of all. */
export const DEFAULT_N8N_VERSION = '2.41.1';

/** The oldest n8n line that is supported. */
export const OLDEST_N8N_VERSION = '1.123.81';

/** An n8n ready to be started: `node bin start`. */
export interface N8nInstallation {
  version: string;
  /** The Node.js executable to run it with. */
  node: string;
  /** n8n's own program. */
  bin: string;
}

/** What the installers print, a line at a time. */
export type Report = (line: string) => void;

const NODE_MAJOR = '24';

/** Gives n8n of that version, installing it (and a Node.js it runs on) when the cache has none. */
export async function ensureN8n(
  version: string = DEFAULT_N8N_VERSION,
  report: Report = console.log,
): Promise<N8nInstallation> {
  const node = await ensureNode(report);
  const install = async (unfinished: string) => {
    report(`Installing n8n ${version}: about 4 minutes and 2.4 GB, once …`);
    const started = Date.now();
    await writeFile(join(unfinished, 'package.json'), JSON.stringify(manifest(version)));
    const onHeartbeat = (doing: string) => (seconds: number) =>
      report(`  … still ${doing} n8n (${seconds} s)`);
    const options = { cwd: unfinished, nodeBin: dirname(node) };
    await npm(['install', '--legacy-peer-deps', '--ignore-scripts'], {
      ...options,
      onHeartbeat: onHeartbeat('downloading'),
    });
    report('  downloaded; compiling its database driver …');
    await buildSqlite(options, dirname(dirname(node)), onHeartbeat('compiling the driver of'));
    report(`Installed n8n ${version} in ${Math.round((Date.now() - started) / 1000)} s.`);
  };
  const folder = await installOnce(`n8n-${version}`, install, report);
  return { version, node, bin: join(folder, 'node_modules', 'n8n', 'bin', 'n8n') };
}

/**
 * Gives the path of a Node.js 24: n8n 2 needs that line, n8n 1.123 takes nothing newer. The system's
 * own when it is one and has the headers that compiling needs, else npm's package of it.
 */
export async function ensureNode(report: Report = console.log): Promise<string> {
  const isRightLine = process.versions.node.split('.')[0] === NODE_MAJOR;
  const headers = join(dirname(dirname(process.execPath)), 'include', 'node', 'node.h');
  if (isRightLine && existsSync(headers)) return process.execPath;

  const platform = process.platform === 'win32' ? 'win' : process.platform;
  const packageName = `node-${platform}-${process.arch}`;
  const install = async (unfinished: string) => {
    report(`Fetching Node.js ${NODE_MAJOR} for n8n (this is ${process.versions.node}) …`);
    await writeFile(join(unfinished, 'package.json'), JSON.stringify({ private: true }));
    await npm(['install', `${packageName}@${NODE_MAJOR}`, '--ignore-scripts'], { cwd: unfinished });
  };
  const folder = await installOnce(`node-${NODE_MAJOR}`, install, report);
  const executable = process.platform === 'win32' ? 'node.exe' : 'node';
  return join(folder, 'node_modules', packageName, 'bin', executable);
}

/** `xlsx` is a tarball from outside the registry; n8n 1.123's range of a langgraph part no longer resolves. */
const manifest = (version: string) => ({
  private: true,
  dependencies: { n8n: version },
  overrides: {
    xlsx: '0.18.5',
    ...(version.startsWith('1.') && { '@langchain/langgraph-checkpoint': '1.0.1' }),
  },
});

/** Only this one needs its install script; the others' fail (a Kafka client) or are of no use here. */
async function buildSqlite(
  options: { cwd: string; nodeBin: string },
  nodeFolder: string,
  onHeartbeat: (seconds: number) => void,
): Promise<void> {
  try {
    await npm(['rebuild', 'sqlite3', '--build-from-source', `--nodedir=${nodeFolder}`], {
      ...options,
      onHeartbeat,
    });
  } catch (error) {
    throw new Error(
      'n8n’s database driver could not be compiled. It needs Python 3, make and a C++ compiler ' +
        '(Debian, Ubuntu: apt-get install python3 make g++; macOS: xcode-select --install).',
      { cause: error },
    );
  }
}
