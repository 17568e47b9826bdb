// `npm run e2e`: the packed package in a real n8n, the newest line supported and then the oldest.
// What needs an n8n of its own, such as installing the package as users do, runs beside it on n8n 2.
import { runJest } from './cli/run-command';
import { readArguments } from './cli/read-arguments';
import { runScript } from './cli/run-script';
import { Tally } from './cli/tally';
import { N8N_NAMES, n8nNamed } from '../lab/n8n/find-n8n';
import { inEnvironment, pack } from '../lab/n8n/pack';
import { DEFAULT_N8N_VERSION, OLDEST_N8N_VERSION } from '../lab/n8n/install-n8n';

const HELP = `The packed package in a real n8n: npm run e2e -- [options] [test ...]

  test              only tests whose file has this in its name, such as trigger
  --n8n <which>     only in this n8n: ${N8N_NAMES};
                    default: ${DEFAULT_N8N_VERSION}, and then ${OLDEST_N8N_VERSION}
  --fetch           only fetches what is to be tested in
  --help            this text`;

async function main(): Promise<void> {
  const { values, positionals } = readArguments(
    HELP,
    {
      n8n: { type: 'string', multiple: true },
      fetch: { type: 'boolean', default: false },
    },
    true,
  );
  const tally = new Tally();
  const names = values.n8n ?? [DEFAULT_N8N_VERSION, OLDEST_N8N_VERSION];
  if (values.fetch) {
    for (const name of names) await n8nNamed(name);
    return;
  }
  // A file that is named is in one suite only; that some suite has it, the tally minds.
  const named = positionals.length > 0 ? [...positionals, '--passWithNoTests'] : [];
  const packed = inEnvironment(await pack());
  const run = async (config: string, n8n: string, args: string[] = []) => {
    const env = { ...packed, ONE_MSG_E2E_N8N: n8n };
    tally.add(await runJest(['--config', config, ...named, ...args], env));
  };
  for (const name of names) {
    const { version } = await n8nNamed(name);
    const n8n = name === 'latest' ? version : name;
    console.log(`\n── End-to-end tests on n8n ${version}`);
    // The demo uses what only n8n 2 has: data tables by name.
    if (version.startsWith('1.'))
      await run('test/e2e/jest.config.js', n8n, ['--testPathIgnorePatterns', '/n8n-2/']);
    else
      await Promise.all([
        run('test/e2e/jest.config.js', n8n),
        // Where the tests' registry is n8n 1 does not tell npm each time.
        run('test/e2e-apart/jest.config.js', n8n),
      ]);
  }
  tally.finish();
}

runScript(main);
