// `npm run docs`: writes the tables of README and docs/ that say what the editor says, and the schemas of what comes out
// of the nodes, which n8n shows before anything was sent.
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { format, resolveConfig } from 'prettier';

import { runScript } from './cli/run-script';
import { withFieldTables } from './docs/field-tables';
import { schemaFiles } from './docs/output-schemas';
import { userPages } from './docs/pages';

const root = join(__dirname, '..');

async function main(): Promise<void> {
  for (const page of userPages())
    await writeFile(page, withFieldTables(await readFile(page, 'utf8')));
  for (const [name, schema] of schemaFiles()) {
    const path = join(root, name);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(
      path,
      await format(JSON.stringify(schema), { ...(await resolveConfig(path)), parser: 'json' }),
    );
  }
}

runScript(main);
