import { execFile } from 'node:child_process';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

import type { N8nInstallation } from '../../../lab/n8n/install-n8n';
import { shuffled, type Spread, spread } from '../setup/statistics';

const run = promisify(execFile);

/** What loading a package once took. */
interface Load {
  ms: number;
  rssMb: number;
  heapMb: number;
  modules: number;
  parts: number;
  loadsHttpLibrary: boolean;
}

/** What loading a package several times took, each in a fresh process. */
export interface LoadTimes {
  package: string;
  ms: Spread;
  /** Resident memory, garbage included. */
  rssMb: Spread;
  /** What stays of it. */
  heapMb: Spread;
  modules: number;
  loadsHttpLibrary: boolean;
}

/** @param folders the packages' folders by name, below a user folder of n8n */
export async function measureLoading(
  installation: N8nInstallation,
  folders: ReadonlyMap<string, string>,
  rounds: number,
): Promise<LoadTimes[]> {
  const loads = new Map<string, Load[]>([...folders.keys()].map((name) => [name, []]));
  for (let round = 0; round < rounds; round++)
    for (const [name, folder] of shuffled([...folders]))
      loads.get(name)!.push(await loadOnce(installation, folder));
  return [...loads].map(([name, all]) => ({
    package: name,
    ms: spread(all.map(({ ms }) => ms)),
    rssMb: spread(all.map(({ rssMb }) => rssMb)),
    heapMb: spread(all.map(({ heapMb }) => heapMb)),
    modules: all[0]!.modules,
    loadsHttpLibrary: all[0]!.loadsHttpLibrary,
  }));
}

async function loadOnce(installation: N8nInstallation, folder: string): Promise<Load> {
  const program = join(__dirname, 'load-package.cjs');
  // n8n lets community packages find its own n8n-workflow in this way, too.
  const env = { ...process.env, NODE_PATH: join(dirname(installation.bin), '..', '..') };
  const { stdout } = await run(installation.node, ['--expose-gc', program, folder], { env });
  return JSON.parse(stdout) as Load;
}
