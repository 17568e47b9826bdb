import type {
  DeliveryError,
  DeliveryEvent,
  DeliveryStatus,
  MessageEvent,
} from '../../nodes/shared/events/delivery-event';

const common = {
  phone: '12020721369',
  chatId: '12020721369@c.us',
  timestamp: null,
  receivedAt: '2026-11-22T15:00:00.000Z',
  channelId: 'VID0',
  provider: '1msg',
} as const;

/** A status event as a parser makes it. */
export function statusOf(id: string, status: DeliveryStatus): DeliveryEvent {
  return { event: 'status', id, status, ...common, eventId: `${id} ${status}` };
}

/** A failed status as a parser makes it, with as much of the reason as is told. */
export function failureOf(id: string, told: Partial<DeliveryError> = {}): DeliveryEvent {
  const error = { code: null, title: null, details: null, reason: 'OTHER' as const, advice: '' };
  return { ...statusOf(id, 'failed'), error: { ...error, ...told } };
}

/** A message event as a parser makes it. */
export function messageOf(
  id: string,
  direction: MessageEvent['direction'] = 'incoming',
): MessageEvent {
  return {
    event: 'message',
    direction,
    id,
    ...common,
    eventId: `${id} message`,
    type: 'chat',
    text: 'Hello',
    mediaUrl: null,
    caption: null,
    senderName: null,
    quotedMessageId: null,
  };
}

const ORDER: DeliveryStatus[] = ['sent', 'delivered', 'read'];

/** Orders statuses as a message goes through them when all goes well. */
export const rising = (a: DeliveryStatus, b: DeliveryStatus): number =>
  ORDER.indexOf(a) - ORDER.indexOf(b);
