import { join } from 'node:path';

import { npm } from './npm';
import { temporaryFolder } from '../servers/start-process';

const root = join(__dirname, '..', '..');

/** A package as it would be published. */
export interface PackedPackage {
  /** The path of the .tgz file, in a temp folder that goes with this process. */
  tarball: string;
  /** The paths in it, without the leading `package/`. */
  files: string[];
}

let built: Promise<unknown> | undefined;
let packed: Promise<PackedPackage> | undefined;

/** Builds the package into `dist`, once in a process. */
export const build = async (): Promise<unknown> =>
  await (built ??= npm(['run', 'build'], { cwd: root }));

/** Builds the package and packs it as `npm publish` would, once in a process and those that it starts with {@link inEnvironment}. */
export const pack = async (): Promise<PackedPackage> => await (packed ??= givenOrBuilt());

/** What processes are started with that are to take the same package, for as long as this one runs. */
export const inEnvironment = (it: PackedPackage): Record<string, string> => ({
  [PACKED]: JSON.stringify(it),
});

const PACKED = 'ONE_MSG_PACKED';

async function givenOrBuilt(): Promise<PackedPackage> {
  const given = process.env[PACKED];
  return given ? (JSON.parse(given) as PackedPackage) : await buildAndPack();
}

async function buildAndPack(): Promise<PackedPackage> {
  await build();
  const folder = temporaryFolder('1msg-pack-');
  const answer = await npm(['pack', '--json', '--ignore-scripts', '--pack-destination', folder], {
    cwd: root,
  });
  const [first] = JSON.parse(answer) as Array<{
    filename: string;
    files: Array<{ path: string }>;
  }>;
  if (!first) throw new Error(`npm pack named no package: ${answer}`);
  return {
    tarball: join(folder, first.filename),
    files: first.files.map((file) => file.path),
  };
}
