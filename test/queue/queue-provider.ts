import type { IDataObject } from 'n8n-workflow';

import type { SandboxControl } from '../../sandbox/control-client';
import type { Sandbox } from '../../sandbox/sandbox';
import { type ProviderName, type ProviderNodes, providerNodes } from '../../lab/n8n/provider-nodes';

/** A provider whose events are to be received in queue mode. */
export interface QueueProvider {
  nodes: ProviderNodes;
  /** The fields of the credential of its account in the sandbox. */
  credential: IDataObject;
  control: Pick<
    SandboxControl,
    'customerWrites' | 'fail' | 'messages' | 'requests' | 'reset' | 'stats' | 'webhooks'
  > & {
    configure(settings: Partial<AccountSettings>): Promise<unknown>;
  };
  /** Makes the body of one request with statuses of messages of these IDs; the number decides which. */
  readonly bodyOf: (ids: string[], number: number) => object;
  /** The most events that a request of the provider has. */
  eventsARequest: number;
  /** The message IDs in a body; undefined when it is none of the provider's. */
  readonly idsIn: (body: IDataObject) => string[] | undefined;
}

/** What of the account's behaviour the trials set. */
interface AccountSettings {
  answerAfterMs: number;
  fetchFiles: boolean;
  windowEnforced: boolean;
}

const PHONE = '12020721369';
const STATUSES = ['sent', 'delivered', 'read'];

/** The provider with its account in the sandbox. */
export function queueProvider(name: ProviderName, sandbox: Sandbox): QueueProvider {
  const nodes = providerNodes[name];
  const { url: baseUrl, channelId, token } = sandbox;
  const { from, apiKey, control } = sandbox.ninetyNineDigital;
  return name === '1msg'
    ? {
        nodes,
        credential: { channelId, token, baseUrl },
        control: sandbox.control,
        eventsARequest: 5,
        bodyOf: (ids, number) => ({
          instanceId: channelId,
          ack: ids.map((id, index) => ({
            ...{ id, chatId: `${PHONE}@c.us`, phone: PHONE },
            status: STATUSES[(number + index) % STATUSES.length],
          })),
        }),
        idsIn: ({ ack }) => (ack as Array<{ id: string }> | undefined)?.map(({ id }) => id),
      }
    : {
        nodes,
        credential: { from, apiKey, baseUrl },
        control,
        eventsARequest: 1,
        bodyOf: ([unique], number) => ({
          ...{ status: 'OK', hook: 'update', unique, from: PHONE, to: from },
          ack: 1 + (number % STATUSES.length),
        }),
        idsIn: ({ unique }) => (unique ? [unique as string] : undefined),
      };
}
