import type { IDataObject } from 'n8n-workflow';

import { type ProviderName, type ProviderNodes, providerNodes } from '../../lab/n8n/provider-nodes';
import { freePort } from '../../lab/servers/start-process';
import type { SandboxControl } from '../../sandbox/control-client';
import { type Sandbox, startSandbox } from '../../sandbox/sandbox';

/** The account that the demo sends through. */
export interface DemoAccount {
  provider: ProviderNodes;
  /** The fields of its credential. */
  credential: IDataObject & { baseUrl: string };
}

/** The sandbox with the account in it that the demo sends through. */
export interface DemoSandbox extends DemoAccount {
  sandbox: Sandbox;
  control: SandboxControl | SandboxControl<'99digital'>;
  /** The address of the customer's phone. */
  phone: string;
}

/** The sandbox's usual port, taken when it is free. */
const SANDBOX_PORT = 3999;

/** Starts the sandbox. @param name the provider that the demo sends through */
export async function startDemoSandbox(
  name: ProviderName,
  preferredPort = SANDBOX_PORT,
): Promise<DemoSandbox> {
  const sandbox = await startSandbox({ port: await freePort(preferredPort) });
  const { from, apiKey, control } = sandbox.ninetyNineDigital;
  const { url: baseUrl, channelId, token } = sandbox;
  const account =
    name === '1msg'
      ? { credential: { channelId, token, baseUrl }, control: sandbox.control }
      : { credential: { from, apiKey, baseUrl }, control };
  return {
    ...{ sandbox, provider: providerNodes[name], ...account },
    phone: `${baseUrl}/${name === '1msg' ? '' : '#account=99digital'}`,
  };
}

/** What goes into credentials in n8n to send through the sandbox, for both providers. */
export const sandboxCredentials = ({ sandbox }: DemoSandbox): string =>
  `1MSG Channel API   Channel ID ${sandbox.channelId}, Channel Token ${sandbox.token}
99digital API      WhatsApp Number ${sandbox.ninetyNineDigital.from}, API Key ${sandbox.ninetyNineDigital.apiKey}
both               Base URL ${sandbox.url}`;
