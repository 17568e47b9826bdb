import type {
  ICredentialsDecrypted,
  ICredentialTestFunctions,
  INodeCredentialTestResult,
} from 'n8n-workflow';
import { loadOnce } from '../shared/load-once';

/** What 1MSG's nodes do. */
export const actions = loadOnce(async () => await import('./actions'));

/** The test of their credential, which n8n looks for in each of them. */
export const credentialTest = {
  async testChannel(
    this: ICredentialTestFunctions,
    credential: ICredentialsDecrypted,
  ): Promise<INodeCredentialTestResult> {
    return await (await actions()).testChannel.call(this, credential);
  },
};
