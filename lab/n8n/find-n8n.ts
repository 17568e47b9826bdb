import { existsSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { ensureN8n, ensureNode, type N8nInstallation, type Report } from './install-n8n';
import { ensureLatestN8n } from './latest-n8n';

interface Manifest {
  name?: string;
  version: string;
  engines?: { node?: string };
}

const OLDEST = [1, 123];

/** n8n 1.123 says that it takes 20, too, and ends there without a word: isolated-vm has no build for it. */
const OLDEST_NODE = [22];

/** What `--n8n` may name, for the help of a command. */
export const N8N_NAMES = 'a version; latest, the newest that npm has and that installs; or a path';

/**
 * Gives the n8n that a command line names ({@link N8N_NAMES}), installed if need be.
 * @throws an Error that says what is there instead
 */
export async function n8nNamed(
  name: string,
  report: Report = console.log,
): Promise<N8nInstallation> {
  if (name === 'latest') return await ensureLatestN8n(report);
  return /[\\/]/.test(name) ? await n8nAt(name, report) : await ensureN8n(name, report);
}

/**
 * Finds the n8n that a path leads to.
 * @param path n8n's program (`which n8n`), its own folder, or one in whose `node_modules` it is
 * @throws an Error that says what is there instead
 */
export async function n8nAt(path: string, report: Report): Promise<N8nInstallation> {
  const folder = folderOf(path);
  if (!folder)
    throw new Error(
      `There is no n8n at ${path}: name its program (which n8n) or the folder that it is installed in.`,
    );
  const { version, engines } = manifestIn(folder)!;
  if (isOlder(version, OLDEST))
    throw new Error(`That is n8n ${version}; 1.123 or newer is needed.`);
  const wanted =
    /\d+(\.\d+)*/
      .exec(engines?.node ?? '')?.[0]
      .split('.')
      .map(Number) ?? [];
  const own = process.versions.node;
  const isRight = [OLDEST_NODE, wanted].every((than) => !isOlder(own, than)) && isOlder(own, [25]);
  const node = isRight ? process.execPath : await ensureNode(report);
  return { version, node, bin: join(folder, 'bin', 'n8n') };
}

function folderOf(path: string): string | undefined {
  if (!existsSync(path)) return undefined;
  const real = realpathSync(path);
  const folders = statSync(real).isDirectory()
    ? [real, join(real, 'node_modules', 'n8n'), join(real, 'lib', 'node_modules', 'n8n')]
    : [dirname(dirname(real))];
  return folders.find((folder) => manifestIn(folder)?.name === 'n8n');
}

function manifestIn(folder: string): Manifest | undefined {
  const file = join(folder, 'package.json');
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Manifest) : undefined;
}

function isOlder(version: string, than: number[]): boolean {
  const own = version.split('.').map(Number);
  const at = than.findIndex((part, index) => part !== (own[index] ?? 0));
  return at >= 0 && (own[at] ?? 0) < than[at]!;
}
