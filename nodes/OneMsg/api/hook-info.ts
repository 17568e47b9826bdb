import type { DeliveryEvent } from '../../shared/events/delivery-event';
import { furthestStatus, hasReached, oldestFirst } from '../../shared/events/status-order';
import type { HttpExchange } from '../../shared/http/exchange';
import { failureText } from '../../shared/http/failure-text';
import { isNoMethod, isTransient, retryAfter } from '../../shared/http/repeat-exchange';
import { isJsonObject, parseJson } from '../../shared/values/json';
import { explainFailure } from '../../shared/provider/explain-failure';
import type { Explanation } from '../../shared/provider/explain-outcome';
import type { DeliveryAnswer } from '../../shared/provider/file-sender';
import type { EventOrigin } from '../../shared/events/make-event';
import { elementsOf } from '../../shared/events/payload-values';
import { statusEvent } from '../events/status-event';
import { ONE_MSG } from './channel';
import type { OneMsgClient } from './one-msg-client';

/** What it means that there is no `hookInfo`. */
export const NO_POLLING =
  'This channel does not tell delivery statuses on request (it has no hookInfo): let the 1MSG Send File Trigger receive them';

const TOO_FAST = /rate limit|too many/i;

/** What `GET /hookInfo` knows of one message. */
export interface DeliveryRecord {
  /** All statuses, oldest first; empty for a message that is unknown, or too new. */
  history: DeliveryEvent[];
  /** The furthest of them. */
  current: DeliveryEvent | undefined;
}

/**
 * Reads the answer of `hookInfo`. Statuses of other messages are passed over: query parameters that 1MSG does not
 * understand it ignores.
 * @param messageId the one that was asked for
 * @returns undefined when it is no such answer; {@link noPolling} says whether another may come
 */
export function readHookInfo(
  exchange: HttpExchange,
  messageId: string,
  origin: EventOrigin,
): DeliveryRecord | undefined {
  if (exchange.kind === 'failure' || exchange.status >= 300) return undefined;
  const hooks = hooksIn(exchange.text);
  if (!hooks) return undefined;
  const events = hooks.flatMap((element) => statusEvent(element, origin) ?? []);
  const history = oldestFirst(events.filter(({ id }) => id === messageId));
  return { history, current: furthestStatus(history) };
}

/** @returns the list in an answer, with or without an object around it; undefined where there is none */
function hooksIn(text: string): unknown[] | undefined {
  const value = parseJson(text);
  if (Array.isArray(value)) return value as unknown[];
  return isJsonObject(value) && 'hooks' in value ? elementsOf(value.hooks) : undefined;
}

/**
 * Says why a channel tells no delivery statuses, once its answer leaves no hope of another: there is no `hookInfo` (404, 501
 * and the like, or an answer that is empty or an object without `hooks`), the credential or the question is refused, or 400, of which nobody knows
 * whether it is for the method or for the message ID.
 * @returns undefined where it is an answer, or one may come in a moment
 */
export function noPolling(exchange: HttpExchange): Explanation | undefined {
  if (exchange.kind === 'failure' || isTransient(exchange)) return undefined;
  const { status, text } = exchange;
  const said = failureText(exchange);
  const isSuccess = status < 300;
  const isAnswer = isSuccess && hooksIn(text) !== undefined;
  const isGarbled = isSuccess && text.trim() !== '' && !isJsonObject(parseJson(text));
  if (isAnswer || isGarbled || status === 408 || status === 425 || TOO_FAST.test(said))
    return undefined;
  const explanation = explainFailure(exchange, ONE_MSG, NO_POLLING);
  const isOpen = status === 400 || status === 422 || status < 300;
  if (explanation.errorCode !== 'REJECTED' || isNoMethod(exchange) || !isOpen) return explanation;
  const message = said
    ? `1MSG does not tell this message's delivery status (it said: "${said}"). If the message ID is right, the channel has no hookInfo: let the 1MSG Send File Trigger receive the statuses`
    : NO_POLLING;
  return { ...explanation, message };
}

/** @returns what statuses take from a question that was answered then @param receivedAt ISO 8601 in UTC */
export function originOf({ channel }: OneMsgClient, receivedAt: string): EventOrigin {
  return { provider: ONE_MSG.id, channelId: channel.id, receivedAt, includeRaw: false };
}

/**
 * Asks once how far a message has come.
 * @param now milliseconds since the epoch
 */
export async function askDelivery(
  client: OneMsgClient,
  messageId: string,
  now: () => number,
): Promise<DeliveryAnswer> {
  const exchange = await client.get('hookInfo', { messageId });
  if (exchange.kind === 'failure') return { kind: 'unanswered' };
  const refusal = noPolling(exchange);
  if (refusal) return { kind: 'unavailable', reason: refusal.message };
  const receivedAt = new Date(now()).toISOString();
  const origin = originOf(client, receivedAt);
  const record = readHookInfo(exchange, messageId, origin);
  if (record) {
    const { current, history } = record;
    const wasSent = history.some(({ status }) => hasReached(status, 'sent'));
    return { kind: 'answer', status: current, wasSent };
  }
  return { kind: 'unanswered', retryAfter: retryAfter(exchange.headers, now()) };
}
