// `npm run test:page`: the sandbox's phone page in a real Chromium. Arguments go to jest.
import { ensureChromium } from '../lab/browser/chromium';
import { runJest } from './cli/run-command';
import { runScript } from './cli/run-script';
import { Tally } from './cli/tally';

async function main(): Promise<void> {
  const tally = new Tally();
  await tally.step('A Chromium is there', () => {
    ensureChromium((line) => console.log(line));
    return undefined;
  });
  console.log('\n── The phone page, in a browser');
  tally.add(await runJest(['--config', 'test/browser/jest.config.js', ...process.argv.slice(2)]));
  tally.finish();
}

runScript(main);
