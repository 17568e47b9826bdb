import { mkdir, writeFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import { join, relative } from 'node:path';
import { parseArgs } from 'node:util';

import { startSandbox } from '../../../sandbox/sandbox';
import { ensureN8n } from '../../../scripts/n8n/install-n8n';
import { pack } from '../../../scripts/n8n/pack';
import { installPackage, runN8n, temporaryFolder } from '../../../scripts/n8n/run-n8n';
import { drawChart } from './chart';
import { installDoNothing } from './do-nothing-package';
import { SETTINGS, type Setting } from './kinds';
import { prepare, untilActive } from './prepare';
import type { BenchResults } from './results';
import { measureAll } from './rounds';
import { writeTables } from './tables';

const RESULTS = join(__dirname, '..', 'results');

const OPTIONS = {
  rounds: { type: 'string', default: '8' },
  seconds: { type: 'string', default: '2' },
  settings: { type: 'string', default: Object.keys(SETTINGS).join() },
  quick: { type: 'boolean', default: false },
} as const;

interface Extent {
  settings: Setting[];
  rounds: number;
  /** How long each measurement takes. */
  seconds: number;
}

/**
 * Measures the 1MSG Trigger beside the Webhook node and a trigger that does nothing, all in one n8n. With
 * `--quick` it only shows that it runs, and writes to a temp folder.
 */
export async function run(args: string[]): Promise<void> {
  const { values } = parseArgs({ args, options: OPTIONS });
  const settings = (Object.keys(SETTINGS) as Setting[]).filter((setting) =>
    values.settings.split(',').includes(setting),
  );
  const extent = values.quick
    ? { settings, rounds: 1, seconds: 0.2 }
    : { settings, rounds: Number(values.rounds), seconds: Number(values.seconds) };
  if (!(extent.rounds >= 1 && extent.seconds > 0 && settings.length > 0))
    throw new Error(`--rounds 8 --seconds 2 --settings ${Object.keys(SETTINGS).join()} --quick`);

  const results = await measureIn(extent);
  const tables = writeTables(results);
  const folder = values.quick ? temporaryFolder('1msg-bench-results-') : RESULTS;
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'trigger.json'), `${JSON.stringify(results, null, 1)}\n`);
  await writeFile(join(folder, 'trigger.md'), tables);
  await writeFile(join(folder, 'trigger.svg'), drawChart(results));
  console.log(`\n${tables}`);
  if (!values.quick) console.log(`Written to ${relative(process.cwd(), folder)}.`);
}

async function measureIn({ settings, rounds, seconds }: Extent): Promise<BenchResults> {
  const installation = await ensureN8n();
  const { tarball } = await pack();
  const sandbox = await startSandbox();
  const folder = temporaryFolder('1msg-bench-');
  await installPackage(folder, tarball, installation);
  await installDoNothing(folder);
  console.log(`Starting n8n ${installation.version} …`);
  const n8n = await runN8n({ installation, folder });
  try {
    const measured = await prepare(n8n, sandbox);
    const measurements = [];
    for (const setting of settings) {
      console.log(`\n── n8n's expression engine: ${setting}`);
      await n8n.restart(SETTINGS[setting]);
      await untilActive(measured);
      measurements.push(...(await measureAll(measured, setting, rounds, seconds)));
    }
    const [{ model } = { model: 'unknown' }] = cpus();
    return {
      measuredAt: new Date().toISOString(),
      n8n: installation.version,
      machine: `${cpus().length} cores of ${model.trim()}`,
      rounds,
      secondsEach: seconds,
      measurements,
    };
  } finally {
    await n8n.stop();
    await sandbox.close();
  }
}
