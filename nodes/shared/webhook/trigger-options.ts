import type { IHookFunctions, IWebhookFunctions } from 'n8n-workflow';

/** The trigger's options as a workflow holds them; one that was never touched is not there. */
export interface TriggerOptions {
  /** Default true. */
  register?: boolean;
  webhookSecret?: string;
  /** Default `received`. */
  acknowledge?: 'received' | 'finished';
  /** Default true. */
  retryUntilAcknowledged?: boolean;
  /** Default true. */
  ignoreDuplicates?: boolean;
  /** Default true. */
  ignoreOutdated?: boolean;
  /** 99digital only. Default false. */
  replaceExisting?: boolean;
  phoneNumbers?: string;
  /** Default false. */
  includeRaw?: boolean;
}

/** The webhook that answers at once, and the one that answers when the workflow has ended. */
export const RECEIVED = 'default';
export const FINISHED = 'setup';

export function triggerOptions(context: IHookFunctions | IWebhookFunctions): TriggerOptions {
  return context.getNodeParameter('options', {}) as TriggerOptions;
}
