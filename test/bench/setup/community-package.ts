import { dirname, join } from 'node:path';

import type { N8nInstallation } from '../../../lab/n8n/install-n8n';
import { npm } from '../../../lab/n8n/npm';

/**
 * Installs a package from the npm registry beside the packed one in n8n's user folder.
 * @param spec such as `n8n-nodes-evolution-api@1.0.4`
 * @returns why it could not be had, if it could not
 */
export async function addCommunityPackage(
  folder: string,
  spec: string,
  installation: N8nInstallation,
): Promise<string | undefined> {
  try {
    await npm(['install', spec, '--legacy-peer-deps', '--ignore-scripts', '--omit=dev'], {
      cwd: join(folder, '.n8n', 'nodes'),
      nodeBin: dirname(installation.node),
    });
    return undefined;
  } catch (error) {
    return (error as Error).message.split('\n').slice(0, 2).join(' ');
  }
}
