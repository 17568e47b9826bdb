import { SESSION_WINDOW_MS } from '../session-window';
import type { MessageEvent } from './delivery-event';
import { eventId } from './event-id';
import type { EventOrigin } from './event-origin';
import { originFields } from './event-origin';

/** A message's own fields, whichever form they came in. */
export type MessageFields = Omit<
  MessageEvent,
  'event' | 'receivedAt' | 'eventId' | 'channelId' | 'provider' | 'windowClosesAt' | 'raw'
>;

/** Adds to a message's own fields what every message event has. */
export function completeMessage(
  fields: MessageFields,
  raw: unknown,
  origin: EventOrigin,
): MessageEvent {
  const opensWindow = fields.direction === 'incoming' && fields.timestamp !== null;
  return {
    event: 'message',
    ...fields,
    ...originFields(origin),
    eventId: eventId(origin.provider, origin.channelId, 'message', fields.id),
    ...(opensWindow && { windowClosesAt: windowClosing(fields.timestamp) }),
    ...(origin.includeRaw && { raw }),
  };
}

function windowClosing(timestamp: string | null): string {
  return new Date(Date.parse(timestamp ?? '') + SESSION_WINDOW_MS).toISOString();
}
