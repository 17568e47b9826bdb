import { cp } from 'node:fs/promises';
import { join } from 'node:path';

import type { N8nInstallation } from '../../../lab/n8n/install-n8n';
import { runN8n, startN8nProcess } from '../../../lab/n8n/run-n8n';
import { temporaryFolder } from '../../../lab/servers/start-process';
import { ProcessWatch } from '../setup/process-watch';
import { shuffled, type Spread, spread } from '../setup/statistics';

/** What starts of n8n with one package took. */
export interface StartTimes {
  package: string;
  seconds: Spread;
  /** CPU seconds of its process. */
  cpuSeconds: Spread;
  /** Resident memory when it was ready. */
  memoryMb: Spread;
}

/** A user folder of n8n whose database is ready, with a package in it or without. */
export interface Variant {
  package: string;
  install?: (folder: string) => Promise<void>;
}

/** Starts n8n several times with each package, and without any. */
export async function measureStarts(
  installation: N8nInstallation,
  variants: readonly Variant[],
  rounds: number,
): Promise<StartTimes[]> {
  const base = await runN8n({ installation });
  await base.stop();
  const runs = await Promise.all(
    variants.map(async ({ package: name, install }) => {
      const folder = temporaryFolder('1msg-bench-start-');
      await cp(base.folder, folder, { recursive: true });
      await install?.(folder);
      return { name, folder, starts: [] as Start[] };
    }),
  );
  // The first start with a package is not counted, where there are several.
  for (const { folder } of rounds > 1 ? runs : []) await startOnce(installation, base.env, folder);
  for (let round = 0; round < rounds; round++)
    for (const { folder, starts } of shuffled(runs))
      starts.push(await startOnce(installation, base.env, folder));
  return runs.map(({ name, starts }) => ({
    package: name,
    seconds: spread(starts.map(({ seconds }) => seconds)),
    cpuSeconds: spread(starts.map(({ cpuSeconds }) => cpuSeconds)),
    memoryMb: spread(starts.map(({ memoryMb }) => memoryMb)),
  }));
}

interface Start {
  seconds: number;
  cpuSeconds: number;
  memoryMb: number;
}

async function startOnce(
  installation: N8nInstallation,
  env: Record<string, string>,
  folder: string,
): Promise<Start> {
  const started = performance.now();
  const n8n = await startN8nProcess({
    installation,
    command: ['start'],
    env: { ...env, N8N_USER_FOLDER: folder },
    logFile: join(folder, 'n8n.log'),
    readyWhen: 'Editor is now accessible',
    pollMs: 10,
  });
  const seconds = (performance.now() - started) / 1000;
  const watch = new ProcessWatch(n8n.pid());
  const { cpuSeconds } = watch.sinceItsStart();
  watch.stop();
  const memoryMb = watch.firstMb;
  await n8n.stop();
  return { seconds, cpuSeconds, memoryMb };
}
