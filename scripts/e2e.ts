// `npm run e2e`: the packed package in a real n8n, the newest line supported and then the oldest.
// On n8n 2 the package is then installed as users do it, too.
import { runJest } from './cli/run-command';
import { readArguments } from './cli/read-arguments';
import { runScript } from './cli/run-script';
import { Tally } from './cli/tally';
import { DEFAULT_N8N_VERSION, OLDEST_N8N_VERSION } from '../lab/n8n/install-n8n';

const HELP = `The packed package in a real n8n: npm run e2e -- [options] [test ...]

  test              only tests whose file has this in its name, such as trigger
  --n8n <version>   only in this n8n; default: ${DEFAULT_N8N_VERSION}, and then ${OLDEST_N8N_VERSION}
  --help            this text`;

async function main(): Promise<void> {
  const { values, positionals } = readArguments(
    HELP,
    {
      n8n: { type: 'string', multiple: true },
    },
    true,
  );
  const tally = new Tally();
  const versions = values.n8n ?? [DEFAULT_N8N_VERSION, OLDEST_N8N_VERSION];
  // A file that is named is in one suite only; that some suite has it, the tally minds.
  const named = positionals.length > 0 ? [...positionals, '--passWithNoTests'] : [];
  const run = async (config: string, version: string, args: string[] = []) =>
    tally.add(await runJest(['--config', config, ...named, ...args], { ONE_MSG_E2E_N8N: version }));
  for (const version of versions) {
    console.log(`\n── End-to-end tests on n8n ${version}`);
    // The demo uses what only n8n 2 has: data tables by name.
    const only = version.startsWith('1.') ? ['--testPathIgnorePatterns', '/n8n-2/'] : [];
    await run('test/e2e/jest.config.js', version, only);
  }
  // Where the tests' registry is n8n 1 does not tell npm each time.
  for (const version of versions.filter((each) => !each.startsWith('1.'))) {
    console.log(`\n── Installing as users do, on n8n ${version}`);
    await run('test/e2e-install/jest.config.js', version);
  }
  tally.finish();
}

runScript(main);
