/** What tests of installing need to know besides {@link E2eContext}. */
export interface InstallContext {
  /** The npm registry on this machine. */
  registryUrl: string;
  /** The packed package. */
  tarball: string;
  /** n8n's user folder: what `~` is to who runs n8n. */
  userFolder: string;
}

const VARIABLE = 'ONE_MSG_INSTALL_CONTEXT';

/** Jest hands nothing but the environment from its global setup to the tests. */
export function publishInstallContext(context: InstallContext): void {
  process.env[VARIABLE] = JSON.stringify(context);
}

/** What {@link publishInstallContext} has published. */
export function readInstallContext(): InstallContext {
  const published = process.env[VARIABLE];
  if (!published) throw new Error('Run these tests with `npm run e2e`.');
  return JSON.parse(published) as InstallContext;
}
