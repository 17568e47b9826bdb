// `npm run docs`: writes the tables of the README that say what the editor says.
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { runScript } from './checks/run-script';
import { withFieldTables } from './docs/field-tables';

const README = join(__dirname, '..', 'README.md');

async function main(): Promise<void> {
  await writeFile(README, withFieldTables(await readFile(README, 'utf8')));
}

runScript(main);
