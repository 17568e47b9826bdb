import type {
  ParsedPayload,
  DeliveryError,
  DeliveryEvent,
  MessageEvent,
} from '../../shared/events/delivery-event';
import type { JsonObject } from '../../shared/values/json';
import { isJsonObject } from '../../shared/values/json';
import type { EventOrigin } from '../../shared/events/make-event';
import { messageEvent } from './message-event';
import { metaMessageEvent } from './meta-message';
import { Contacts } from './meta-person';
import { elementsOf } from '../../shared/events/payload-values';
import { statusEvent } from './status-event';

type OneMsgEvent = DeliveryEvent | MessageEvent;
type Read = (element: unknown) => OneMsgEvent | undefined;

/**
 * Reads a webhook request of 1MSG's, in every shape that 1msg-api.md#webhook-requests lists, also several in one. Never
 * throws; a broken element does not cost the good ones.
 * @param body the request's JSON
 */
export function parsePayload(body: JsonObject, origin: EventOrigin): ParsedPayload<OneMsgEvent> {
  const parsed: ParsedPayload<OneMsgEvent> = { events: [], notUnderstood: 0 };
  const take = (elements: unknown, read: Read) => {
    for (const element of elementsOf(elements)) {
      const event = read(element);
      if (event) parsed.events.push(event);
      else parsed.notUnderstood++;
    }
  };
  const takeStatuses = (elements: unknown, contacts?: Contacts) =>
    take(elements, (element) => statusEvent(element, origin, contacts));

  // Where one request tells the same twice, the form that knows more comes first: of a message 1MSG's own,
  // which has a file's link, and of a status Meta's, which has its time.
  take(body.messages, (element) => messageEvent(element, origin));
  for (const value of metaValues(body.entry)) {
    if (!isJsonObject(value) || !isOneOf(value, 'statuses', 'messages', 'message_echoes')) {
      parsed.notUnderstood++;
      continue;
    }
    const contacts = new Contacts(value.contacts);
    takeStatuses(value.statuses, contacts);
    take(value.messages, (each) => metaMessageEvent(each, 'incoming', contacts, origin));
    take(value.message_echoes, (each) => metaMessageEvent(each, 'outgoing', contacts, origin));
  }
  takeStatuses(body.hooks);
  takeStatuses(body.ack);
  if (!isOneOf(body, 'entry', 'hooks', 'ack', 'messages')) parsed.notUnderstood++;
  shareKnowledge(parsed.events);
  return parsed;
}

const OF_STATUS = ['error', 'category', 'pricing', 'conversation'] as const;

/** Where one request tells the same status in several forms, the first gets what only the others know. */
function shareKnowledge(events: readonly OneMsgEvent[]): void {
  const first = new Map<string, DeliveryEvent>();
  for (const event of events) {
    if (event.event !== 'status') continue;
    const known = first.get(event.eventId);
    if (!known) first.set(event.eventId, event);
    else {
      for (const name of OF_STATUS)
        if (known[name] === undefined && event[name] !== undefined)
          Object.assign(known, { [name]: event[name] });
      if (known.error && event.error && saysMore(event.error, known.error))
        known.error = event.error;
    }
  }
}

function saysMore(one: DeliveryError, other: DeliveryError): boolean {
  const isWordless = other.code === null && other.title === null && other.details === null;
  return isWordless || (other.reason === 'OTHER' && one.reason !== 'OTHER');
}

/** Each `value` of `entry[].changes[]`; undefined in place of what has none. */
function metaValues(entry: unknown): unknown[] {
  return elementsOf(entry)
    .flatMap((each) =>
      isJsonObject(each) && 'changes' in each ? elementsOf(each.changes) : [undefined],
    )
    .map((change) => (isJsonObject(change) ? change.value : undefined));
}

function isOneOf(object: JsonObject, ...names: string[]): boolean {
  return names.some((name) => name in object);
}
