import { writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

import { installOnce } from '../n8n/cache';
import { ensureNode, type Report } from '../n8n/install-n8n';
import { npm } from '../n8n/npm';

const VERSION = '6.10.4';

/** A Verdaccio ready to be started: `node bin`. */
export interface VerdaccioInstallation {
  /** The Node.js executable to run it with: it needs 22 or newer. */
  node: string;
  bin: string;
}

/** Gives the npm registry that runs on this machine, installing it when the cache has none. */
export async function ensureVerdaccio(
  report: Report = console.log,
): Promise<VerdaccioInstallation> {
  const node = await ensureNode(report);
  const install = async (unfinished: string) => {
    report(`Installing Verdaccio ${VERSION}, a registry for tests: 65 MB, once …`);
    await writeFile(join(unfinished, 'package.json'), JSON.stringify(manifest));
    await npm(['install', '--ignore-scripts'], { cwd: unfinished, nodeBin: dirname(node) });
  };
  const folder = await installOnce(`verdaccio-${VERSION}`, install, report);
  return { node, bin: join(folder, 'node_modules', 'verdaccio', 'bin', 'verdaccio') };
}

/** One of its parts asks for `node-fetch` by a tag that mirrors of the registry need not have. */
const manifest = {
  private: true,
  dependencies: { verdaccio: VERSION },
  overrides: { 'node-fetch': '2' },
};
