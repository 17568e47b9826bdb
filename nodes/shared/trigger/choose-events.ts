import type { ProviderEvent } from '../events/delivery-event';

/** What the trigger of each provider can be asked for. */
export const EVENT_CHOICES = [
  'sent',
  'delivered',
  'read',
  'failed',
  'messageReceived',
  'messageSent',
] as const;

/** What some trigger can be asked for; `account` is 99digital's only. */
export type EventChoice = (typeof EVENT_CHOICES)[number] | 'account';

/** @returns whether the event is among those that were asked for; an unknown status is when any status is */
export function isChosen(event: ProviderEvent, choices: ReadonlySet<EventChoice>): boolean {
  if (event.event === 'account') return choices.has('account');
  if (event.event === 'message')
    return choices.has(event.direction === 'incoming' ? 'messageReceived' : 'messageSent');
  if (event.status !== 'unknown') return choices.has(event.status);
  return (['sent', 'delivered', 'read', 'failed'] as const).some((status) => choices.has(status));
}
