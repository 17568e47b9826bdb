import { n8n } from '../../e2e/setup/n8n-under-test';

/** A package as *Settings → Community nodes* shows it. */
export interface InstalledPackage {
  packageName: string;
  installedVersion: string;
  /** The newest version, where that is another one. */
  updateAvailable?: string;
  /** Its nodes could not be loaded, or its files are gone. */
  failedLoading: boolean;
  installedNodes: Array<{ name: string; type: string; latestVersion: number }>;
}

const PATH = '/rest/community-packages';

/** What *Settings → Community nodes* lists. */
export const listedPackages = (): Promise<InstalledPackage[]> => n8n.call('GET', PATH);

/** *Install*, with the package's name entered. */
export const installInSettings = (name: string): Promise<unknown> =>
  n8n.call('POST', PATH, { name });

/** The button *Update* of a package that {@link InstalledPackage.updateAvailable} is shown for. */
export const updateInSettings = (name: string, version: string): Promise<unknown> =>
  n8n.call('PATCH', PATH, { name, version });

/** *Uninstall package* in the package's menu. */
export const uninstallInSettings = (name: string): Promise<unknown> =>
  n8n.call('DELETE', `${PATH}?${new URLSearchParams({ name }).toString()}`);
