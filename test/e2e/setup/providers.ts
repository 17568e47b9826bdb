import type { IDataObject } from 'n8n-workflow';

import type { AccountConfig } from '../../../sandbox/account/config';
import { SandboxControl } from '../../../sandbox/control-client';
import type { StoredCredential } from '../../../lab/n8n/n8n-client';
import { type ProviderNodes, providerNodes } from '../../../lab/n8n/provider-nodes';
import { readContext } from './context';
import { n8n, unique } from './n8n-under-test';

const { sandboxUrl, channelId, token, ninetyNineDigital } = readContext();

/** One of the providers that the package speaks, with its account in the sandbox. */
export interface ProviderUnderTest extends ProviderNodes {
  /** The credential of the account in the sandbox. */
  credential: IDataObject;
  /** The channel's ID, or the number. */
  accountId: string;
  control: Pick<
    SandboxControl,
    'customerWrites' | 'fail' | 'messages' | 'requests' | 'reset' | 'settled' | 'webhooks'
  > & { configure(changes: Partial<AccountConfig>): Promise<AccountConfig> };
}

export const oneMsg = {
  ...providerNodes['1msg'],
  credential: { channelId, token, baseUrl: sandboxUrl },
  accountId: channelId,
  control: new SandboxControl(sandboxUrl),
};

export const ninetyNine = {
  ...providerNodes['99digital'],
  credential: { ...ninetyNineDigital, baseUrl: sandboxUrl },
  accountId: ninetyNineDigital.from,
  control: new SandboxControl(sandboxUrl, '99digital'),
};

export const providers: ProviderUnderTest[] = [oneMsg, ninetyNine];

/** Stores a credential for the provider's account in the sandbox, with some of its fields changed. */
export const createCredential = (
  provider: ProviderUnderTest,
  changes: IDataObject = {},
): Promise<StoredCredential> =>
  n8n.createCredential(unique(provider.name), provider.credentialType, {
    ...provider.credential,
    ...changes,
  });

/** The URLs that the provider posts its webhooks to. */
export const registeredUrlsOf = async (provider: ProviderUnderTest): Promise<string[]> =>
  (await provider.control.webhooks()).urls.map(({ url }) => url);

/** Makes a customer write, which opens the 24-hour window. */
export const openWindowAt = (provider: ProviderUnderTest, ...phones: string[]): Promise<unknown> =>
  Promise.all(phones.map((from) => provider.control.customerWrites({ from, text: 'Hello' })));

/** What the provider has accepted for a customer. */
export const sentTo = async (provider: ProviderUnderTest, phone: string) =>
  (await provider.control.messages(phone)).filter(({ direction }) => direction === 'outgoing');
