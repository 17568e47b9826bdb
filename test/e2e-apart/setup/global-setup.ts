import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { pack } from '../../../lab/n8n/pack';
import { temporaryFolder } from '../../../lab/servers/start-process';
import { startRegistry } from '../../../lab/servers/npm-registry';
import { startStage } from '../../e2e/setup/start-stage';
import { SCOPE } from './editions';
import { publishInstallContext } from './install-context';

/** Nobody listens there. */
const NOWHERE = 'http://127.0.0.1:9';

/**
 * Starts an npm registry, the sandbox, and an n8n that has no community package.
 *
 * Without a licence n8n takes packages from the public registry alone. Which registry has the packages
 * of one scope is a setting of npm's own, and n8n's installer runs npm. Anything else that it would
 * fetch from outside it does not get: a run must not depend on what is published there.
 */
export default async function globalSetup(): Promise<void> {
  const { tarball } = await pack();
  const registry = await startRegistry();
  const folder = temporaryFolder('1msg-npm-');
  const npmSettings = join(folder, 'npmrc');
  await writeFile(
    npmSettings,
    [
      `${SCOPE}:registry=${registry.url}`,
      `cache=${join(folder, 'cache')}`,
      'update-notifier=false',
      'fetch-retries=0',
    ].join('\n'),
  );
  const n8n = await startStage({
    env: {
      npm_config_userconfig: npmSettings,
      HTTPS_PROXY: NOWHERE,
      NO_PROXY: '127.0.0.1,localhost',
    },
  });
  publishInstallContext({ registryUrl: registry.url, tarball, userFolder: n8n.folder });
  const stopStage = globalThis.stopOneMsgE2e;
  globalThis.stopOneMsgE2e = async () => {
    await stopStage?.();
    await registry.stop();
  };
}
