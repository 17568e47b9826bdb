import { ensureN8n, type N8nInstallation } from '../../../lab/n8n/install-n8n';
import { pack } from '../../../lab/n8n/pack';
import { installPackage } from '../../../lab/n8n/run-n8n';
import { temporaryFolder } from '../../../lab/servers/start-process';
import { addCommunityPackage } from './community-package';
import { type Certificate, makeCertificate } from './certificate';

/** The community node that people send WhatsApp files with most, as it was when this was written. */
export const EVOLUTION = 'n8n-nodes-evolution-api@1.0.4';

/** What every part of the benchmark begins with. */
export interface Prepared {
  installation: N8nInstallation;
  certificate: Certificate;
  /** A user folder of n8n with the packed package installed. */
  folder: string;
  /** Why Evolution API's package is not there; undefined when it is, or was not wanted. */
  evolutionMissing?: string;
}

/** Packs the package and installs it, and Evolution API's if wanted, as n8n would. */
export async function prepare({ evolution = false } = {}): Promise<Prepared> {
  const installation = await ensureN8n();
  const certificate = await makeCertificate();
  const { tarball } = await pack();
  const folder = temporaryFolder('1msg-bench-n8n-');
  await installPackage(folder, tarball, installation);
  const evolutionMissing = evolution
    ? await addCommunityPackage(folder, EVOLUTION, installation)
    : undefined;
  return { installation, certificate, folder, ...(evolutionMissing && { evolutionMissing }) };
}
