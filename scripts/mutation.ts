// `npm run mutation -- <files>`: which changes to the code would no test notice? For whoever changes the sending core.
import { dirname, join } from 'node:path';
import { readArguments } from './cli/read-arguments';
import { runCommand } from './cli/run-command';
import { runScript } from './cli/run-script';

/** What decides whether a message may be sent again, and what is said of it. */
const SENDING_CORE = [
  'nodes/shared/send-file/{send-with-retries,send-once,send-gate,once-key-memory}.ts',
  'nodes/shared/provider/{decide-outcome,provider-words}.ts',
  'nodes/OneMsg/api/read-send-answer.ts',
  'nodes/OneMsg/history/{history-search,message-trace,sent-messages}.ts',
  'nodes/NinetyNineDigital/api/{read-send-answer,reasons}.ts',
];

const HELP = `Changes the code, one place at a time, and tells which changes no test notices: npm run mutation -- [files] [options]

  files               to change; default: the sending core, in about an hour
                      (${SENDING_CORE.join(' ')})
  --tests <name>      only tests of that folder: unit, integration
  --help              this text

The score, in percent of the changes, has to be 95 in the sending core. The report is in coverage/mutation.json.`;

async function main(): Promise<void> {
  const { values, positionals } = readArguments(HELP, { tests: { type: 'string' } }, true);
  const files = positionals.length > 0 ? positionals : SENDING_CORE;
  const stryker = dirname(require.resolve('@stryker-mutator/core/package.json'));
  const args = [join(stryker, 'bin/stryker.js'), 'run', '--mutate', files.join(',')];
  const folder = values.tests ?? '';
  const code = await runCommand(process.execPath, args, { ONE_MSG_MUTATION_TESTS: folder });
  process.exit(code);
}

runScript(main);
