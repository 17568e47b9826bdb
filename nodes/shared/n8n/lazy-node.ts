import type {
  ICredentialsDecrypted,
  ICredentialTestFunctions,
  INodeCredentialTestResult,
  IHookFunctions,
  IWebhookFunctions,
  IWebhookResponseData,
} from 'n8n-workflow';

type CredentialTest = (
  this: ICredentialTestFunctions,
  credential: ICredentialsDecrypted,
) => Promise<INodeCredentialTestResult>;

/** A credential's test, which is loaded when it is called. */
export const lazyTest = (load: () => Promise<CredentialTest>): CredentialTest =>
  async function (credential) {
    return await (await load()).call(this, credential);
  };

/** What a trigger does, for one provider. */
export interface TriggerActions {
  activate(context: IHookFunctions): Promise<void>;
  deactivate(context: IHookFunctions): Promise<void>;
  receive(context: IWebhookFunctions): Promise<IWebhookResponseData>;
}

/**
 * @param load what the trigger does; it is loaded when it is first called
 * @returns what a trigger's node answers n8n with
 */
export const lazyTrigger = (load: () => Promise<TriggerActions>) => ({
  webhookMethods: {
    default: {
      /** Never: whoever was told of the URL may have switched it off since, and is told again. */
      async checkExists(this: IHookFunctions): Promise<boolean> {
        return await Promise.resolve(false);
      },
      async create(this: IHookFunctions): Promise<boolean> {
        await (await load()).activate(this);
        return true;
      },
      async delete(this: IHookFunctions): Promise<boolean> {
        await (await load()).deactivate(this);
        return true;
      },
    },
  },
  receive: async (context: IWebhookFunctions): Promise<IWebhookResponseData> =>
    await (await load()).receive(context),
});
