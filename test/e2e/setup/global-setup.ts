import { pack } from '../../../lab/n8n/pack';
import { startStage } from './start-stage';

/** Packs the package once, and starts the sandbox and an n8n that has the package installed. */
export default async function globalSetup(): Promise<void> {
  const { tarball } = await pack();
  await startStage({ tarball });
}
