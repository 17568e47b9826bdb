import { call99digital } from '../integration/call-99digital';
import type { AccountAtHand } from './registered-webhooks';
import { useAccount } from './registered-webhooks';
import { NINETY_NINE_DIGITAL } from './trigger-kinds';

/** The URL of a CRM that had a number's webhook first. */
export const CRM = 'https://crm.example/hook/99?key=s3cret-of-the-crm';

/** The CRM's webhook as 99digital shows it. */
export const CRMS = { url: CRM, readStatus: 1, system: '0', retry: 0 };

/** A trigger's options that let it take the webhook over. */
export const REPLACE = { replaceExisting: true };

/** A 99digital number in a sandbox of its own, for the tests of a file. */
export interface NumberAtHand {
  at: AccountAtHand;
  /** Calls a method of 99digital. */
  call: (method: string, body?: object) => Promise<unknown>;
  /** The number's webhook as 99digital shows it. */
  webhook: () => Promise<unknown>;
  /** Has the CRM set its webhook. */
  crmIsThere: () => Promise<unknown>;
}

export function useNumber(): NumberAtHand {
  const at = useAccount(NINETY_NINE_DIGITAL);
  const call = async (method: string, body?: object) =>
    (await call99digital(at.sandbox, method, body)).json as unknown;
  return {
    at,
    call,
    webhook: async () => await call('getWebhook'),
    crmIsThere: async () => await call('setWebhook', { ...CRMS, system: 0 }),
  };
}
