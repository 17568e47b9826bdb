import { execFile } from 'node:child_process';
import { appendFile, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { npm } from '../n8n/npm';
import { temporaryFolder } from '../n8n/run-n8n';

const run = promisify(execFile);

/** What of a packed package is changed before it is published. */
export interface Edition {
  name: string;
  version: string;
  /** Code that is added to files of the package, by their paths in it. */
  appended?: Record<string, string>;
}

/** Publishes an edition of the packed package, as the latest one of its name. */
export async function publish(
  registryUrl: string,
  tarball: string,
  edition: Edition,
): Promise<void> {
  const folder = temporaryFolder('1msg-edition-');
  await run('tar', ['-xzf', tarball, '-C', folder, '--strip-components=1']);
  const manifest = join(folder, 'package.json');
  const { name, version, appended = {} } = edition;
  const packed = JSON.parse(await readFile(manifest, 'utf8')) as object;
  await writeFile(manifest, JSON.stringify({ ...packed, name, version }));
  for (const [file, code] of Object.entries(appended)) await appendFile(join(folder, file), code);
  // npm publishes for nobody without a token; this registry takes any.
  const token = `--//${new URL(registryUrl).host}/:_authToken=anyone`;
  await npm(['publish', '--registry', registryUrl, token, '--ignore-scripts'], { cwd: folder });
  await rm(folder, { recursive: true });
}
