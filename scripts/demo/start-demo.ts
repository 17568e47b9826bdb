import type { WorkflowHost } from '../../lab/engine/engine-n8n';
import { freePort } from '../../lab/servers/start-process';
import type { N8nInstallation } from '../../lab/n8n/install-n8n';
import { pack } from '../../lab/n8n/pack';
import { type RunningN8n, runN8n } from '../../lab/n8n/run-n8n';
import { DeliveryLog } from './delivery-log';
import type { DemoSandbox } from './demo-sandbox';
import { importDemo } from './import-demo';
import { startEngine } from './own-engine';
import type { Stage } from './scenario';

/** The demo's workflows, active and ready to be played. */
export interface Demo {
  stage: Stage;
  /** Ends what they run on; the sandbox stays. */
  stop: () => Promise<void>;
}

/** The demo in an n8n with its editor. */
export interface EditorDemo extends Demo {
  n8n: RunningN8n;
}

/** n8n's usual port, taken when it is free. */
const N8N_PORT = 5678;

/** Has n8n's engine run the demo's workflows in this process. */
export async function startOnEngine(place: DemoSandbox): Promise<Demo> {
  const engine = await startEngine();
  return await ready(engine, place, () => engine.stop());
}

/** Builds and packs the package, starts n8n with it, and imports the demo's workflows. */
export async function startInN8n(
  place: DemoSandbox,
  installation: N8nInstallation,
  say: (line: string) => void,
): Promise<EditorDemo> {
  say('Building and packing the package …');
  const { tarball } = await pack();
  say(`Starting n8n ${installation.version} with the package installed (half a minute) …`);
  const n8n = await runN8n({ installation, tarball, port: await freePort(N8N_PORT) });
  return { n8n, ...(await ready(n8n.client, place, () => n8n.stop(), n8n.url)) };
}

/** Puts the demo's workflows into what they are to run on. @param stop ends that */
export async function ready(
  host: WorkflowHost,
  place: DemoSandbox,
  stop: () => Promise<void>,
  editorUrl?: string,
): Promise<Demo> {
  try {
    const workflows = await importDemo(host, place);
    const log = new DeliveryLog(host, workflows.deliveryLog);
    return { stage: { host, workflows, log, place, editorUrl }, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
