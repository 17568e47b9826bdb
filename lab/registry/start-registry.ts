import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { freePort } from '../n8n/free-port';
import { temporaryFolder } from '../n8n/run-n8n';
import { startServer } from '../queue/server-process';
import { ensureVerdaccio } from './install-verdaccio';

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
  const server = await startServer(node, args, port, join(folder, 'verdaccio.log'));
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
