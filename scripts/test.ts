// `npm test`: everything that needs no n8n server. Arguments go to jest: `npm test -- recipient`.
import { checkTarball } from '../lab/package/check-tarball';
import { checkStructure } from '../lab/package/structure';
import { runJest, runNpmScript } from './cli/run-command';
import { runScript } from './cli/run-script';
import { Tally } from './cli/tally';

async function main(): Promise<void> {
  const tally = new Tally();
  await tally.step('Lint', () => runNpmScript('lint'));
  await tally.step('Types', () => runNpmScript('typecheck'));
  await tally.step('The structure of the code', () => Promise.resolve(checkStructure()));
  console.log('\n── Unit and integration tests');
  tally.add(await runJest(process.argv.slice(2)));
  await tally.step('The package as published', checkTarball);
  tally.finish();
}

runScript(main);
