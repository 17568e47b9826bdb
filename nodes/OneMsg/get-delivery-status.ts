import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import type { DeliveryEvent } from '../shared/events/delivery-event';
import { eventId, originFields } from '../shared/events/make-event';
import { repeatExchange } from '../shared/http/repeat-exchange';
import type { Reply } from '../shared/n8n/ask-items';
import { askItems } from '../shared/n8n/ask-items';
import { readText } from '../shared/values/text';
import { ItemParameters } from '../shared/parameters/item-parameters';
import { beforeItems } from '../shared/n8n/run-operation';
import { n8nClock } from '../shared/n8n/n8n-clock';
import { explainFailure } from '../shared/provider/explain-failure';
import { NO_POLLING, noPolling, originOf, readHookInfo } from './api/hook-info';
import type { OneMsgClient } from './api/one-msg-client';
import { channelClient } from './channel-client';
import { ONE_MSG } from './api/channel';

const TIMEOUT_MS = 30_000;
const RETRIES = 3;

/** The operation Get Delivery Status: what `hookInfo` knows of a message, for each input item. */
export async function getDeliveryStatus(context: IExecuteFunctions): Promise<INodeExecutionData[]> {
  const parameters = new ItemParameters(context);
  const client = await beforeItems('UNAUTHORIZED', () => channelClient(context, TIMEOUT_MS));
  return await askItems(context, async (item, signal) => {
    const messageId = readText(parameters.get('messageId', item, ''), 'message ID', 'REJECTED');
    return messageId ? await ask(client, messageId, signal) : { failure: NO_ID };
  });
}

const NO_ID = {
  errorCode: 'REJECTED',
  message: 'The message ID is empty; it is the id that Send File returned',
  description: 'A file that 1MSG has queued has no message ID yet.',
} as const;

async function ask(client: OneMsgClient, messageId: string, signal: AbortSignal): Promise<Reply> {
  const repetition = { retries: RETRIES, clock: n8nClock, signal };
  const exchange = await repeatExchange(() => client.get('hookInfo', { messageId }), repetition);
  const origin = originOf(client, new Date(n8nClock.now()).toISOString());
  const record = readHookInfo(exchange, messageId, origin);
  if (!record)
    return { failure: noPolling(exchange) ?? explainFailure(exchange, ONE_MSG, NO_POLLING) };
  const nothing: DeliveryEvent = {
    event: 'status',
    status: 'unknown',
    id: messageId,
    phone: null,
    chatId: null,
    timestamp: null,
    ...originFields(origin),
    eventId: eventId(origin.provider, origin.channelId, 'status', messageId, 'unknown'),
  };
  const { current, history } = record;
  const { event, status, ...rest } = current ?? nothing;
  return { json: { event, status, found: current !== undefined, ...rest, history } };
}
