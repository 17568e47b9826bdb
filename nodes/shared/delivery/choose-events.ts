import type { DeliveryEvent, MessageEvent } from './delivery-event';

/** What a trigger can be asked for. */
export type EventChoice =
  'sent' | 'delivered' | 'read' | 'failed' | 'messageReceived' | 'messageSent';

/** @returns whether the event is among those that were asked for; an unknown status is when any status is */
export function isChosen(
  event: DeliveryEvent | MessageEvent,
  choices: ReadonlySet<EventChoice>,
): boolean {
  if (event.event === 'message')
    return choices.has(event.direction === 'incoming' ? 'messageReceived' : 'messageSent');
  if (event.status !== 'unknown') return choices.has(event.status);
  return (['sent', 'delivered', 'read', 'failed'] as const).some((status) => choices.has(status));
}
