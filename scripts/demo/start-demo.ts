import { type Sandbox, startSandbox } from '../../sandbox/sandbox';
import { freePort } from '../../lab/servers/start-process';
import { ensureN8n } from '../../lab/n8n/install-n8n';
import { pack } from '../../lab/n8n/pack';
import { type ProviderName, providerNodes } from '../../lab/n8n/provider-nodes';
import { type RunningN8n, runN8n } from '../../lab/n8n/run-n8n';
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

/**
 * Builds and packs the package, starts the sandbox and n8n with it, and imports the demo's workflows.
 * @param providerName whose nodes the workflows have
 */
export async function startDemo(
  providerName: ProviderName,
  say: (line: string) => void,
): Promise<Demo> {
  const provider = providerNodes[providerName];
  const installation = await ensureN8n(undefined, say);

  say('Building and packing the package …');
  const { tarball } = await pack();

  const sandbox = await startSandbox({ port: await freePort(SANDBOX_PORT) });
  say(
    `The sandbox stands for ${provider.title} and WhatsApp; open ${sandbox.url}/ to see the customer's phone.`,
  );

  say(`Starting n8n ${installation.version} with the package installed (half a minute) …`);
  const n8n = await runN8n({ installation, tarball, port: await freePort(N8N_PORT) });
  const stop = async () => {
    await n8n.stop();
    await sandbox.close();
  };
  try {
    const workflows = await importDemo(n8n.client, {
      provider,
      credential: { ...credentialOf(sandbox, providerName), baseUrl: sandbox.url },
    });
    say('Both workflows are imported and active:');
    say(`  Helpdesk: ticket ready → send invoice   ${n8n.url}/workflow/${workflows.ticketReady}`);
    say(
      `  Delivery log: ${provider.triggerName} → log   ${n8n.url}/workflow/${workflows.deliveryLog}`,
    );
    const log = new DeliveryLog(n8n.client, workflows.deliveryLog);
    const { control } = providerName === '1msg' ? sandbox : sandbox.ninetyNineDigital;
    const played = { url: sandbox.url, control };
    const stage = { client: n8n.client, workflows, log, provider, sandbox: played, say };
    return { n8n, sandbox, stage, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

function credentialOf(sandbox: Sandbox, provider: ProviderName): Record<string, string> {
  const { from, apiKey } = sandbox.ninetyNineDigital;
  return provider === '1msg'
    ? { channelId: sandbox.channelId, token: sandbox.token }
    : { from, apiKey };
}
