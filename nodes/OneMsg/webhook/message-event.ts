import type { MessageEvent } from '../../shared/delivery/delivery-event';
import { eventId } from '../../shared/delivery/event-id';
import { isJsonObject } from '../../shared/json';
import type { EventOrigin } from './event-origin';
import { originFields } from './event-origin';
import { idOrNull, isoTime, readAddress, textOrNull } from './payload-values';

/** The types whose `body` is a temporary link to the file (1msg-api.md). */
const MEDIA = new Set<unknown>(['image', 'video', 'document', 'audio', 'ptt', 'voice', 'sticker']);

const SESSION_WINDOW_MS = 86_400_000;

/** A message's own fields, whichever form they came in. */
export type MessageFields = Omit<
  MessageEvent,
  'event' | 'receivedAt' | 'eventId' | 'channelId' | 'provider' | 'windowClosesAt' | 'raw'
>;

/**
 * Reads one element of 1MSG's `messages[]`.
 * @returns undefined when it is not a message
 */
export function messageEvent(element: unknown, origin: EventOrigin): MessageEvent | undefined {
  if (!isJsonObject(element)) return undefined;
  const id = idOrNull(element.id);
  if (id === null) return undefined;
  const body = textOrNull(element.body);
  const type = textOrNull(element.type) ?? 'unknown';
  const isMedia = MEDIA.has(type);
  const fields: MessageFields = {
    direction: isTrue(element.fromMe) ? 'outgoing' : 'incoming',
    id,
    ...readAddress(element.chatId ?? (isTrue(element.fromMe) ? undefined : element.author)),
    type,
    text: isMedia ? null : body,
    mediaUrl: isMedia && body !== null && /^https?:/i.test(body) ? body : null,
    caption: textOrNull(element.caption),
    senderName: textOrNull(element.senderName),
    quotedMessageId: textOrNull(element.quotedMsgId),
    timestamp: isoTime(element.time),
  };
  return completeMessage(fields, element, origin);
}

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
    eventId: eventId('1msg', origin.channelId, 'message', fields.id),
    ...(opensWindow && { windowClosesAt: windowClosing(fields.timestamp) }),
    ...(origin.includeRaw && { raw }),
  };
}

function windowClosing(timestamp: string | null): string {
  return new Date(Date.parse(timestamp ?? '') + SESSION_WINDOW_MS).toISOString();
}

/** `fromMe` comes as a boolean and as 0 or 1. */
function isTrue(value: unknown): boolean {
  return value === true || value === 1 || value === '1' || value === 'true';
}
