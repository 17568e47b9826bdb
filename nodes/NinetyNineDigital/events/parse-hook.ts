import type {
  AccountEvent,
  ProviderEvent,
  ParsedPayload,
} from '../../shared/events/delivery-event';
import type { EventOrigin } from '../../shared/events/make-event';
import { eventId, originFields } from '../../shared/events/make-event';
import { isoTime, textOrNull } from '../../shared/events/payload-values';
import type { JsonObject } from '../../shared/values/json';
import { messageEvent } from './message-event';
import { failureEvent, updateEvent } from './status-events';

/** Reads a webhook request of 99digital's; each has one event. Never throws. */
export function parseHook(hook: JsonObject, origin: EventOrigin): ParsedPayload {
  const event = readHook(hook, origin);
  return event ? { events: [event], notUnderstood: 0 } : { events: [], notUnderstood: 1 };
}

function readHook(hook: JsonObject, origin: EventOrigin): ProviderEvent | undefined {
  switch (hook.hook) {
    case 'update':
      return updateEvent(hook, origin);
    case 'system':
      return hook.type === 'messages' ? failureEvent(hook, origin) : accountEvent(hook, origin);
    case 'new':
      return messageEvent(hook, origin);
    default:
      return undefined;
  }
}

/** Reads a `system` hook that is about the account and not about a message. */
function accountEvent(hook: JsonObject, origin: EventOrigin): AccountEvent | undefined {
  const type = textOrNull(hook.type);
  if (type === null) return undefined;
  return {
    event: 'account',
    type,
    timestamp: isoTime(hook.timestamp),
    ...originFields(origin),
    // All of it: nobody documents what tells one from another.
    eventId: eventId(origin.provider, origin.channelId, 'account', JSON.stringify(hook)),
    raw: hook,
  };
}
