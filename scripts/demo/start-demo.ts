import { type Sandbox, startSandbox } from '../../sandbox/sandbox';
import { freePort } from '../n8n/free-port';
import { ensureN8n } from '../n8n/install-n8n';
import { pack } from '../n8n/pack';
import { type RunningN8n, runN8n } from '../n8n/run-n8n';
import { DeliveryLog } from './delivery-log';
import { importDemo } from './import-demo';
import type { Stage } from './scenario';

/** The demo, up and running. */
export interface Demo {
  n8n: RunningN8n;
  sandbox: Sandbox;
  stage: Stage;
  stop(): Promise<void>;
}

/** n8n's and the sandbox's usual ports, taken when they are free. */
const N8N_PORT = 5678;
const SANDBOX_PORT = 3999;

/** Builds and packs the package, starts the sandbox and n8n with it, and imports the demo's workflows. */
export async function startDemo(say: (line: string) => void): Promise<Demo> {
  const installation = await ensureN8n(undefined, say);

  say('Building and packing the package …');
  const { tarball } = await pack();

  const sandbox = await startSandbox({ port: await freePort(SANDBOX_PORT) });
  say(
    `The sandbox stands for 1MSG and WhatsApp; open ${sandbox.url}/ to see the customer's phone.`,
  );

  say(`Starting n8n ${installation.version} with the package installed (half a minute) …`);
  const n8n = await runN8n({ installation, tarball, port: await freePort(N8N_PORT) });
  const stop = async () => {
    await n8n.stop();
    await sandbox.close();
  };
  try {
    const workflows = await importDemo(n8n.client, sandbox);
    say('Both workflows are imported and active:');
    say(`  Helpdesk: ticket ready → send invoice   ${n8n.url}/workflow/${workflows.ticketReady}`);
    say(`  Delivery log: 1MSG Trigger → log        ${n8n.url}/workflow/${workflows.deliveryLog}`);
    const log = new DeliveryLog(n8n.client, workflows.deliveryLog);
    return { n8n, sandbox, stage: { client: n8n.client, workflows, log, sandbox, say }, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
