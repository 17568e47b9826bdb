import { tmpdir } from 'node:os';

import { ensureN8n, type N8nInstallation, type Report } from './install-n8n';
import { npm } from './npm';

/** What npm says of a package. */
interface Published {
  'dist-tags.latest': string;
  versions: string[];
}

/** A new version may name parts of itself that the registry does not have (yet); so many are tried. */
const AT_MOST = 3;
const PART_IS_MISSING = /\bETARGET\b|\bE404\b/;

/** Gives the newest n8n that npm has and that can be installed, which it is then. */
export async function ensureLatestN8n(report: Report = console.log): Promise<N8nInstallation> {
  const said = await npm(['view', 'n8n', 'dist-tags.latest', 'versions', '--json'], {
    cwd: tmpdir(),
  });
  const candidates = newestFirst(JSON.parse(said) as Published).slice(0, AT_MOST);
  return await firstThatInstalls(
    candidates,
    async (version) => await ensureN8n(version, report),
    report,
  );
}

/** @returns the versions up to the one that npm installs by itself, without those that are for trying out */
export function newestFirst({ 'dist-tags.latest': latest, versions }: Published): string[] {
  return versions
    .filter((version) => /^\d+\.\d+\.\d+$/.test(version) && compare(version, latest) <= 0)
    .sort((one, other) => compare(other, one));
}

const compare = (one: string, other: string) => one.localeCompare(other, 'en', { numeric: true });

/**
 * @param candidates versions, in the order in which to try them
 * @throws what keeps the last one from being installed, and at once what has nothing to do with the version
 */
export async function firstThatInstalls<Installed>(
  candidates: string[],
  install: (version: string) => Promise<Installed>,
  report: Report,
): Promise<Installed> {
  const [version = '', ...others] = candidates;
  try {
    return await install(version);
  } catch (error) {
    const said = (error as Error).message;
    if (others.length === 0 || !PART_IS_MISSING.test(said)) throw error;
    const [why = said] = /No matching version[^\n]*|404 Not Found[^\n]*/.exec(said) ?? [];
    report(`n8n ${version} cannot be installed (${why}); ${others[0]} is tried instead.`);
    return await firstThatInstalls(others, install, report);
  }
}
