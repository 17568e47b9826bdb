import { opensWindow, SESSION_WINDOW_MS } from '../whatsapp/session-window';
import type { MessageEvent } from './delivery-event';
import { eventId } from './event-id';
import type { EventOrigin } from './make-event';
import { originFields } from './make-event';
import type { Address } from './payload-values';
import { knownAs } from './make-event';

/** A message's own fields, whichever form they came in. */
export type MessageFields = Omit<
  MessageEvent,
  'event' | 'receivedAt' | 'eventId' | 'channelId' | 'provider' | 'windowClosesAt' | 'raw'
> &
  Address;

/** Chats of more than one person: what is written there opens no window with any of them. */
const OF_MANY = /@(?:g\.us|broadcast|newsletter)$/;

/** Adds to a message's own fields what every message event has. */
export function completeMessage(
  { knownAs: names, ...fields }: MessageFields,
  raw: unknown,
  origin: EventOrigin,
): MessageEvent {
  const { direction, type, chatId, timestamp } = fields;
  const ofPerson = !OF_MANY.test(chatId ?? '');
  const opened = direction === 'incoming' && ofPerson && opensWindow(type) ? timestamp : null;
  const event: MessageEvent = {
    event: 'message',
    ...fields,
    ...originFields(origin),
    eventId: eventId(origin.provider, origin.channelId, 'message', fields.id),
    ...(opened !== null && { windowClosesAt: windowClosing(opened) }),
    ...(origin.includeRaw && { raw }),
  };
  return knownAs(event, names);
}

function windowClosing(timestamp: string): string {
  return new Date(Date.parse(timestamp) + SESSION_WINDOW_MS).toISOString();
}
