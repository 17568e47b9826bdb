import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { npm } from './npm';
import { temporaryFolder } from './run-n8n';

const run = promisify(execFile);
const root = join(__dirname, '..', '..');

/** A package as it would be published. */
export interface PackedPackage {
  /** The path of the .tgz file, in a temp folder that goes with this process. */
  tarball: string;
  /** The paths in it, without the leading `package/`. */
  files: string[];
}

/** Builds the package and packs it as `npm publish` would. */
export async function pack(): Promise<PackedPackage> {
  try {
    await run(process.execPath, [require.resolve('gulp/bin/gulp.js'), 'build'], { cwd: root });
  } catch (error) {
    const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string };
    throw new Error(`The build failed:\n${stdout}${stderr}`, { cause: error });
  }
  const folder = temporaryFolder('1msg-pack-');
  const answer = await npm(['pack', '--json', '--ignore-scripts', '--pack-destination', folder], {
    cwd: root,
  });
  const [packed] = JSON.parse(answer) as Array<{
    filename: string;
    files: Array<{ path: string }>;
  }>;
  if (!packed) throw new Error(`npm pack named no package: ${answer}`);
  return {
    tarball: join(folder, packed.filename),
    files: packed.files.map((file) => file.path),
  };
}
