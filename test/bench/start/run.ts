import { join } from 'node:path';

import { pack } from '../../../lab/n8n/pack';
import { ensureN8n, type N8nInstallation } from '../../../lab/n8n/install-n8n';
import { installPackage } from '../../../lab/n8n/run-n8n';
import { temporaryFolder } from '../../../lab/servers/start-process';
import { EVOLUTION } from '../setup/prepared-folder';
import { type BenchOptions, writeResults } from '../setup/results';
import { type LoadTimes, measureLoading } from './load-times';
import { startReport } from './report';
import { measureStarts, type StartTimes } from './start-times';

const OURS = 'n8n-nodes-1msg-send-file';

/** Others that people have installed, WhatsApp's first. */
const OTHERS = [EVOLUTION, '@devlikeapro/n8n-nodes-chatwoot@1.0.2', 'n8n-nodes-mcp@0.1.37'];

/** What the package adds to n8n's start, beside other community packages. */
export async function bench(
  options: BenchOptions,
): Promise<{ loading: LoadTimes[]; starts: StartTimes[] }> {
  const { quick, short } = options;
  const installation = await ensureN8n();
  const { tarball } = await pack();
  const specs = new Map([
    [OURS, tarball],
    // The others have to be fetched, which a quick run spares itself.
    ...(quick ? [] : OTHERS).map((spec) => [spec.replace(/(?<=.)@.*$/, ''), spec] as const),
  ]);
  const missing: string[] = [];
  const folders = new Map<string, string>();
  for (const [name, spec] of specs) {
    const folder = temporaryFolder('1msg-bench-package-');
    const failure = await tryToInstall(folder, spec, installation);
    if (failure) missing.push(`${spec} could not be had: ${failure}`);
    else folders.set(name, join(folder, '.n8n', 'nodes', 'node_modules', name));
  }
  const loading = await measureLoading(installation, folders, quick ? 2 : 21);
  const variants = [...folders.keys()].map((name) => ({
    package: name,
    install: (folder: string) => installPackage(folder, specs.get(name)!, installation),
  }));
  const none = { package: 'none' };
  const starts = await measureStarts(
    installation,
    quick ? [none, variants[0]!] : [none, ...variants],
    quick ? 1 : short ? 2 : 5,
  );
  const { markdown, chart } = startReport(loading, starts, missing);
  const written = await writeResults(options, {
    name: 'start',
    title: "What packages add to n8n's start",
    markdown,
    data: { loading, starts },
    charts: { start: chart },
  });
  console.log(written);
  return { loading, starts };
}

async function tryToInstall(
  folder: string,
  spec: string,
  installation: N8nInstallation,
): Promise<string | undefined> {
  try {
    await installPackage(folder, spec, installation);
    return undefined;
  } catch (error) {
    return (error as Error).message.split('\n').slice(0, 2).join(' ');
  }
}
