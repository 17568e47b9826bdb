import { startSandbox } from '../../../sandbox/sandbox';
import { ensureN8n } from '../../../lab/n8n/install-n8n';
import { pack } from '../../../lab/n8n/pack';
import { installPackage, runN8n } from '../../../lab/n8n/run-n8n';
import { ensureRedis } from '../../../lab/servers/debian';
import { startRedis } from '../../../lab/servers/redis';
import { temporaryFolder } from '../../../lab/servers/start-process';
import { type BenchOptions, writeResults } from '../setup/results';
import { installDoNothing } from '../setup/do-nothing-package';
import { SETTINGS, type Setting } from './kinds';
import { prepare, untilActive } from './prepare';
import { triggerReport } from './report';
import type { Series } from './results';
import { type Extent, measureAll } from './rounds';

/** The 1MSG Send File Trigger, with and without Redis, beside the Webhook node and a trigger that does nothing, all in one n8n. */
export async function bench(options: BenchOptions): Promise<Series[]> {
  const settings = Object.keys(SETTINGS) as Setting[];
  const series = options.quick
    ? await measureUnder(['legacy'], { minutes: 0, seconds: 0.1, closeTurns: 1 }) // the quickest of them
    : await measureUnder(options.short ? ['lazy'] : settings, {
        minutes: options.short ? 3 : 6,
        ...{ seconds: 0.4, closeTurns: 4 },
      });
  const { markdown, chart } = triggerReport(series);
  // One setting's do not take the place of all settings'.
  const name = options.short ? 'trigger-lazy' : 'trigger';
  const written = await writeResults(options, {
    name,
    title: '1MSG Send File Trigger: requests a second',
    markdown,
    data: { series },
    charts: { [name]: chart },
  });
  console.log(written);
  return series;
}

async function measureUnder(settings: Setting[], extent: Extent): Promise<Series[]> {
  const installation = await ensureN8n();
  const { tarball } = await pack();
  const sandbox = await startSandbox();
  const folder = temporaryFolder('1msg-bench-');
  await installPackage(folder, tarball, installation);
  await installDoNothing(folder);
  const redis = await startRedis(ensureRedis());
  const n8n = await runN8n({ installation, folder });
  try {
    const measured = await prepare(n8n, sandbox, `redis://127.0.0.1:${redis.port}`);
    const series: Series[] = [];
    for (const setting of settings) {
      console.log(`n8n's expression engine: ${setting} …`);
      await n8n.restart(SETTINGS[setting]);
      await untilActive(measured);
      series.push(...(await measureAll(measured, setting, extent)));
    }
    return series;
  } finally {
    await n8n.stop();
    await redis.stop();
    await sandbox.close();
  }
}
