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
import { type Extent, measureAll } from './rounds';
import { writeTables } from './tables';

const RESULTS = join(__dirname, '..', 'results');

const OPTIONS = {
  minutes: { type: 'string', default: '8' },
  seconds: { type: 'string', default: '0.4' },
  settings: { type: 'string', default: Object.keys(SETTINGS).join() },
  quick: { type: 'boolean', default: false },
} as const;

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
    ? { minutes: 0, seconds: 0.1 }
    : { minutes: Number(values.minutes), seconds: Number(values.seconds) };
  if (!(extent.minutes >= 0 && extent.seconds > 0 && settings.length > 0))
    throw new Error(`--minutes 8 --seconds 0.4 --settings ${Object.keys(SETTINGS).join()} --quick`);

  const results = await measureUnder(settings, extent);
  const tables = writeTables(results);
  const folder = values.quick ? temporaryFolder('1msg-bench-results-') : RESULTS;
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'trigger.json'), toJson(results));
  await writeFile(join(folder, 'trigger.md'), tables);
  await writeFile(join(folder, 'trigger.svg'), drawChart(results));
  console.log(`\n${tables}`);
  if (!values.quick) console.log(`Written to ${relative(process.cwd(), folder)}.`);
}

async function measureUnder(settings: Setting[], extent: Extent): Promise<BenchResults> {
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
    const series = [];
    for (const setting of settings) {
      console.log(`\n── n8n's expression engine: ${setting}`);
      await n8n.restart(SETTINGS[setting]);
      await untilActive(measured);
      series.push(...(await measureAll(measured, setting, extent)));
    }
    const [{ model } = { model: 'unknown' }] = cpus();
    return {
      measuredAt: new Date().toISOString(),
      n8n: installation.version,
      machine: `${cpus().length} cores of ${model.trim()}`,
      secondsEach: extent.seconds,
      series,
    };
  } finally {
    await n8n.stop();
    await sandbox.close();
  }
}

/** A line for each series. */
function toJson({ series, ...about }: BenchResults): string {
  const lines = series.map((each) => JSON.stringify(each)).join(',\n');
  return `${JSON.stringify(about).slice(0, -1)},"series":[\n${lines}\n]}\n`;
}
