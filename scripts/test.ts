// `npm test`: everything that needs no n8n server. Arguments go to jest: `npm test -- recipient`.
import { checkTarball } from './checks/check-tarball';
import { runJest, runNpmScript } from './checks/run-command';
import { runScript } from './checks/run-script';
import { Tally } from './checks/tally';

async function main(): Promise<void> {
  const tally = new Tally();
  await tally.step('Lint', () => runNpmScript('lint'));
  await tally.step('Types', () => runNpmScript('typecheck'));
  console.log('\n── Unit and integration tests');
  tally.add(await runJest(process.argv.slice(2)));
  await tally.step('The package as published', checkTarball);
  tally.finish();
}

runScript(main);
