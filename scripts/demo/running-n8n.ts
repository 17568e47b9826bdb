import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';

import { cacheFolder } from '../../lab/n8n/cache';
import { pack } from '../../lab/n8n/pack';
import { type DemoSandbox, sandboxCredentials } from './demo-sandbox';
import { DATA_COLUMNS, DATA_TABLE, demoWorkflow } from './import-demo';

/** Whether `--n8n` names an n8n that runs, and not one to be started. */
export const isAddress = (n8n: string): boolean => /^https?:\/\//i.test(n8n);

/**
 * Writes the package and the demo's workflows to files, for an n8n that runs already: without its login only its user
 * can put them in.
 * @returns what there is to do
 */
export async function guideTo(n8n: string, place: DemoSandbox): Promise<string> {
  await expectToRun(n8n);
  const { tarball } = await pack();
  const folder = join(cacheFolder(), 'demo');
  await mkdir(folder, { recursive: true });
  const packed = join(folder, basename(tarball));
  await copyFile(tarball, packed);
  const files = (['ticket-ready.json', 'delivery-log.json'] as const).map((name) => ({
    name,
    path: join(folder, name),
  }));
  for (const { name, path } of files) await writeFile(path, await demoWorkflow(name, place));
  return `${n8n} has a login of its own, so these steps are yours. It must run on this machine, outside a container, to
reach the sandbox.

1. Install the package, then restart n8n:

   mkdir -p ~/.n8n/nodes && cd ~/.n8n/nodes && npm install ${packed}

2. Credentials, of the type ${place.provider.title === '1MSG' ? '1MSG Channel API' : '99digital API'}:

${sandboxCredentials(place).replace(/^/gm, '   ')}

3. Overview → Data tables → Create: "${DATA_TABLE}", with the text columns ${DATA_COLUMNS.join(', ')}.

4. In a new workflow: … → Import from file, once each, and choose the credentials in the ${place.provider.title} node:

${files.map(({ path }) => `   ${path}`).join('\n')}

5. Publish "Delivery log". In "Helpdesk" press Execute workflow, then look at the phone: ${place.phone}`;
}

async function expectToRun(n8n: string): Promise<void> {
  const address = new URL('/healthz', n8n);
  const answer = await fetch(address, { signal: AbortSignal.timeout(5_000) }).catch(
    () => undefined,
  );
  if (!answer?.ok) throw new Error(`No n8n answers at ${address.href}.`);
}
