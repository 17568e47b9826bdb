import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { startSandbox } from '../../../sandbox/sandbox';
import { n8nNamed } from '../../../lab/n8n/find-n8n';
import { DEFAULT_N8N_VERSION } from '../../../lab/n8n/install-n8n';
import { type RunN8nOptions, type RunningN8n, runN8n } from '../../../lab/n8n/run-n8n';
import { publishContext } from './context';
import { serveN8nControl } from './n8n-control';

/** Starts the sandbox and an n8n for the tests that follow; the global teardown stops them. */
export async function startStage(
  options: Pick<RunN8nOptions, 'tarball' | 'env'>,
): Promise<RunningN8n> {
  const installation = await n8nNamed(process.env.ONE_MSG_E2E_N8N || DEFAULT_N8N_VERSION);
  const { version } = installation;
  // Quicker than a person can watch; customers read only when a test says so.
  const config = { sentAfterMs: 20, failedAfterMs: 60, deliveredAfterMs: 60, readAfterMs: null };
  const sandbox = await startSandbox({ config, ninetyNineDigital: { config } });
  const withPackage = options.tarball ? 'with the package installed' : 'without the package';
  console.log(`Starting n8n ${version} ${withPackage} …`);
  // n8n 1 keeps files in memory unless it is told; n8n 2 keeps them on disk.
  const filesFolder = await realpath(await mkdtemp(join(tmpdir(), 'one-msg-e2e-files-')));
  const env = {
    N8N_DEFAULT_BINARY_DATA_MODE: 'filesystem',
    // n8n 2's default is in the home of whoever runs the tests.
    N8N_RESTRICT_FILE_ACCESS_TO: filesFolder,
    ...options.env,
  };
  const n8n = await runN8n({ installation, tarball: options.tarball, env });
  const control = await serveN8nControl(n8n);
  publishContext({
    n8nUrl: n8n.url,
    n8nVersion: version,
    n8nControlUrl: control.url,
    owner: n8n.owner,
    sessionCookie: n8n.client.sessionCookie,
    logFile: n8n.logFile,
    filesFolder,
    sandboxUrl: sandbox.url,
    channelId: sandbox.channelId,
    token: sandbox.token,
    ninetyNineDigital: {
      from: sandbox.ninetyNineDigital.from,
      apiKey: sandbox.ninetyNineDigital.apiKey,
    },
  });
  globalThis.stopOneMsgE2e = async () => {
    await control.close();
    await n8n.stop();
    await sandbox.close();
    await rm(filesFolder, { recursive: true, force: true });
  };
  return n8n;
}

declare global {
  var stopOneMsgE2e: (() => Promise<void>) | undefined;
}
