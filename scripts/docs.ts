// `npm run docs`: writes the tables of README and docs/ that say what the editor says.
import { readFile, writeFile } from 'node:fs/promises';

import { runScript } from './cli/run-script';
import { withFieldTables } from './docs/field-tables';
import { userPages } from './docs/pages';

async function main(): Promise<void> {
  for (const page of userPages())
    await writeFile(page, withFieldTables(await readFile(page, 'utf8')));
}

runScript(main);
