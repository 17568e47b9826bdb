import type {
  ICredentialsDecrypted,
  ICredentialTestFunctions,
  INodeCredentialTestResult,
  IHookFunctions,
  ILoadOptionsFunctions,
  INodeListSearchResult,
  IWebhookFunctions,
  IWebhookResponseData,
  ResourceMapperFields,
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

/** What the editor asks for by the parameters Template and Template Variables, of one provider. */
export interface TemplateChoices {
  /**
   * The account's templates by name, those that can be sent.
   * @param filter words that the name, language or text has to contain
   */
  search(context: ILoadOptionsFunctions, filter?: string): Promise<INodeListSearchResult>;
  /** The fields of the chosen template. */
  variables(context: ILoadOptionsFunctions): Promise<ResourceMapperFields>;
}

/** @param load what a node offers; it is loaded when it is first asked for @returns the node's methods for it */
export const lazyTemplates = (load: () => Promise<TemplateChoices>) => ({
  listSearch: {
    async searchTemplates(
      this: ILoadOptionsFunctions,
      filter?: string,
    ): Promise<INodeListSearchResult> {
      return await (await load()).search(this, filter);
    },
  },
  resourceMapping: {
    async getTemplateVariables(this: ILoadOptionsFunctions): Promise<ResourceMapperFields> {
      return await (await load()).variables(this);
    },
  },
});
