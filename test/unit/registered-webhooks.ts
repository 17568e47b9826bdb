import type { IDataObject } from 'n8n-workflow';
import type { Sandbox } from '../../sandbox/sandbox';
import { startSandbox } from '../../sandbox/sandbox';
import { call99digital } from '../integration/call-99digital';
import type { TriggerNode } from './trigger-contexts';
import { newTrigger } from './trigger-contexts';
import type { TriggerKind } from './trigger-kinds';

/** A provider's account in a sandbox, as far as webhooks go. */
export interface AccountAtHand {
  sandbox: Sandbox;
  control: Sandbox['control'] | Sandbox['ninetyNineDigital']['control'];
  /** The account, as people know it. */
  id: string;
  /** A trigger whose credential is the account's. */
  trigger: (options?: IDataObject, changes?: Partial<TriggerNode>) => TriggerNode;
  /** The credential with other fields. */
  credential: (fields?: IDataObject) => TriggerNode['credential'];
  /** The URLs that are registered. */
  urls: () => Promise<string[]>;
  /** Registers a URL in place of what is there, as somebody else would. */
  setUrl: (url: string) => Promise<void>;
  /** What is sent there, and how. */
  switches: () => Promise<{ statuses: boolean; repetition: boolean }>;
}

/** A sandbox for the tests of a `describe`, its accounts back at the start before each. */
export function useAccount(kind: TriggerKind): AccountAtHand {
  const at = {} as AccountAtHand;
  beforeAll(async () => {
    const sandbox = await startSandbox();
    Object.assign(at, kind.name === '1MSG' ? oneMsg(sandbox) : ninetyNineDigital(sandbox));
    at.sandbox = sandbox;
    at.urls = async () => (await at.control.webhooks()).urls.map(({ url }) => url);
    at.trigger = (options = {}, changes = {}) =>
      newTrigger(kind, {
        credential: at.credential(),
        parameters: { events: ['sent'], options },
        ...changes,
      });
  });
  beforeEach(async () => await at.sandbox.control.resetAll());
  afterAll(async () => await at.sandbox.close());
  return at;
}

function oneMsg(sandbox: Sandbox): Partial<AccountAtHand> {
  const { url: baseUrl, channelId, token, control } = sandbox;
  const call = async (method: string, body?: object) => {
    const answer = await fetch(`${baseUrl}/${channelId}/${method}`, {
      method: body ? 'POST' : 'GET',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: body && JSON.stringify(body),
    });
    return (await answer.json()) as Record<string, unknown>;
  };
  return {
    control,
    id: channelId,
    credential: (fields) => ({ channelId, token, baseUrl, ...fields }),
    setUrl: async (url) => void (await call('webhook', { webhookUrl: [url] })),
    switches: async () => {
      const { ackNotificationsOn, guaranteedHooks } = await call('settings');
      return { statuses: ackNotificationsOn === true, repetition: guaranteedHooks === true };
    },
  };
}

function ninetyNineDigital(sandbox: Sandbox): Partial<AccountAtHand> {
  const { url: baseUrl, ninetyNineDigital } = sandbox;
  const { from, apiKey, control } = ninetyNineDigital;
  return {
    control,
    id: from,
    credential: (fields) => ({ from, apiKey, baseUrl, ...fields }),
    setUrl: async (url) => void (await call99digital(sandbox, 'setWebhook', { url })),
    switches: async () => {
      const { json } = await call99digital(sandbox, 'getWebhook');
      return {
        statuses: json.readStatus === 1 && json.system === '1',
        repetition: json.retry === 1,
      };
    },
  };
}

/** @returns the message of the error that the work ends with */
export async function errorOf(work: Promise<unknown>): Promise<string> {
  const error = await work.then(
    () => undefined,
    (thrown: Error) => thrown,
  );
  return error?.message ?? 'nothing was thrown';
}

/** @returns the address of the node's URL that answers at once, without the secret */
export const addressOf = ({ n8nUrl, nodeId, test }: TriggerNode): string =>
  `${n8nUrl}/webhook${test ? '-test' : ''}/${nodeId}/webhook`;
