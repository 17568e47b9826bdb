import type {
  ICredentialDataDecryptedObject,
  IHookFunctions,
  IWebhookFunctions,
  IWebhookResponseData,
} from 'n8n-workflow';
import { NinetyNineDigitalSendFileTrigger } from '../../nodes/NinetyNineDigital/NinetyNineDigitalSendFileTrigger.node';
import { OneMsgSendFileTrigger } from '../../nodes/OneMsg/OneMsgSendFileTrigger.node';
import type { JsonObject } from '../../nodes/shared/values/json';

/** What both triggers have of a node. */
interface TriggerType {
  webhookMethods: {
    default: Record<'create' | 'delete', (this: IHookFunctions) => Promise<boolean>>;
  };
  webhook(this: IWebhookFunctions): Promise<IWebhookResponseData>;
}

/** What a hook tells of. */
export interface Told {
  id?: string;
  /** A chat ID; null where the hook names nobody. */
  chatId?: string | null;
}

/** What a test has to know of a provider's trigger, so that one test code does for all of them. */
export interface TriggerKind {
  /** The provider's, as events have it. */
  id: string;
  /** As texts for people have it. */
  name: string;
  /** What its accounts are called. */
  account: string;
  node: TriggerType;
  credentialType: string;
  /** @param token of the account that {@link hooks} are for */
  credential(token?: string): ICredentialDataDecryptedObject & { baseUrl: string };
  /** That account, as secrets are derived from it. */
  accountId: string;
  /** Those who are not known by a phone number: as an event has them, and as people may write them. */
  numberless: Array<{ chatId: string; written: string }>;
  /** @returns the bodies of requests that tell so of a message; `pondering` is a status that nobody knows */
  hooks(statuses: readonly string[], told?: Told): JsonObject[];
  /** @returns the body of a request that tells of a message's text */
  message(direction: 'incoming' | 'outgoing', id: string): JsonObject;
  /** @returns the body as it would be for another account */
  ofAnother(body: JsonObject): JsonObject;
}

export const PHONE = '12020721369';
const BASE_URL = 'https://api.example';

export const ONE_MSG: TriggerKind = {
  id: '1msg',
  name: '1MSG',
  account: 'channel',
  node: new OneMsgSendFileTrigger(),
  credentialType: 'oneMsgChannelApi',
  credential: (token = 'token-2048') => ({ channelId: 'VID0', token, baseUrl: BASE_URL }),
  accountId: 'VID0',
  numberless: [
    { chatId: '120363025246125888@g.us', written: '120363025246125888@g.us' },
    { chatId: 'CO.1748291002931', written: 'co.1748291002931' },
  ],
  hooks: (statuses, { id = 'wamid.1', chatId = `${PHONE}@c.us` } = {}) => [
    {
      instanceId: 'VID0',
      ack: statuses.map((status) => ({ id, status, ...(chatId && { chatId }) })),
    },
  ],
  message: (direction, id) => ({
    instanceId: 'VID0',
    messages: [
      {
        ...{ id, type: 'chat', body: 'Hello', chatId: `${PHONE}@c.us` },
        fromMe: direction === 'outgoing',
      },
    ],
  }),
  ofAnother: (body) => ({ ...body, instanceId: 'VID1' }),
};

const FROM = '972771234567';
const ACKS = new Map([
  ['failed', 0],
  ['sent', 1],
  ['delivered', 2],
  ['read', 3],
]);

/** A request has one event there. */
export const NINETY_NINE_DIGITAL: TriggerKind = {
  id: '99digital',
  name: '99digital',
  account: 'number',
  node: new NinetyNineDigitalSendFileTrigger(),
  credentialType: 'ninetyNineDigitalApi',
  credential: (apiKey = 'token-2048') => ({ from: `+${FROM}`, apiKey, baseUrl: BASE_URL }),
  accountId: FROM,
  numberless: [
    { chatId: 'IL.1605856887361213', written: 'il.1605856887361213' },
    { chatId: 'IL.5211234567890', written: 'IL.5211234567890' }, // Mexico's, if it were a number
  ],
  hooks: (statuses, { id: unique = '92E0', chatId = PHONE } = {}) =>
    statuses.map((status) => ({
      ...{ status: 'OK', hook: 'update', unique, to: FROM, ack: ACKS.get(status) ?? 7 },
      ...(chatId && { from: chatId.replace('@c.us', '') }),
    })),
  message: (direction, unique) => ({
    ...{ status: 'OK', hook: 'new', unique, type: 'text', body: 'Hello', timestamp: '1600517209' },
    ...(direction === 'incoming' ? { from: PHONE, to: FROM } : { from: FROM, to: PHONE }),
  }),
  ofAnother: (body) => ({
    ...body,
    ...(body.from === FROM ? { from: '972770000000' } : { to: '972770000000' }),
  }),
};

export const KINDS = [ONE_MSG, NINETY_NINE_DIGITAL];
