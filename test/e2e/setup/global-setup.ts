import { DEFAULT_N8N_VERSION, ensureN8n } from '../../../scripts/n8n/install-n8n';
import { pack } from '../../../scripts/n8n/pack';
import { runN8n } from '../../../scripts/n8n/run-n8n';
import { startSandbox } from '../../../sandbox/sandbox';
import { publishContext } from './context';
import { serveN8nControl } from './n8n-control';

/** Packs the package once, and starts the sandbox and an n8n that has the package installed. */
export default async function globalSetup(): Promise<void> {
  const version = process.env.ONE_MSG_E2E_N8N || DEFAULT_N8N_VERSION;
  const installation = await ensureN8n(version);
  const { tarball } = await pack();
  // Quicker than a person can watch; customers read only when a test says so.
  const config = { sentAfterMs: 20, deliveredAfterMs: 60, readAfterMs: null };
  const sandbox = await startSandbox({ config, ninetyNineDigital: { config } });
  console.log(`Starting n8n ${version} with the package installed …`);
  // n8n 1 keeps files in memory unless it is told; n8n 2 keeps them on disk.
  const env = { N8N_DEFAULT_BINARY_DATA_MODE: 'filesystem' };
  const n8n = await runN8n({ installation, tarball, env });
  const control = await serveN8nControl(n8n);
  publishContext({
    n8nUrl: n8n.url,
    n8nVersion: version,
    n8nControlUrl: control.url,
    owner: n8n.owner,
    sessionCookie: n8n.client.sessionCookie,
    logFile: n8n.logFile,
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
  };
}

declare global {
  var stopOneMsgE2e: (() => Promise<void>) | undefined;
}
