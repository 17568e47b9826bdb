// `npm run e2e`: the packed package in a real n8n, the newest line supported and then the oldest.
// Further arguments go to jest: `npm run e2e -- --n8n 2.40.7 trigger`.
import { parseArgs } from 'node:util';

import { runJest } from './checks/run-command';
import { Tally } from './checks/tally';
import { DEFAULT_N8N_VERSION, OLDEST_N8N_VERSION } from './n8n/install-n8n';

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    options: { n8n: { type: 'string', multiple: true } },
    allowPositionals: true,
  });
  const tally = new Tally();
  for (const version of values.n8n ?? [DEFAULT_N8N_VERSION, OLDEST_N8N_VERSION]) {
    console.log(`\n── End-to-end tests on n8n ${version}`);
    // The demo uses what only n8n 2 has: data tables by name.
    const only = version.startsWith('1.') ? ['--testPathIgnorePatterns', '/n8n-2/'] : [];
    const args = ['--config', 'test/e2e/jest.config.js', ...positionals, ...only];
    tally.add(await runJest(args, { ONE_MSG_E2E_N8N: version }));
  }
  tally.finish();
}

void main();
