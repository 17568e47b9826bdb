import type {
  ICredentialsDecrypted,
  ICredentialTestFunctions,
  INodeCredentialTestResult,
} from 'n8n-workflow';

type CredentialTest = (
  this: ICredentialTestFunctions,
  credential: ICredentialsDecrypted,
) => Promise<INodeCredentialTestResult>;

/** A credential's test, which is loaded when it is called. */
export const lateTest = (load: () => Promise<CredentialTest>): CredentialTest =>
  async function (credential) {
    return await (await load()).call(this, credential);
  };
