import { join } from 'node:path';

import { npm } from './npm';
import { temporaryFolder } from './run-n8n';

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
  await npm(['run', 'build'], { cwd: root });
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
