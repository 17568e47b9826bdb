import type { ProviderEvent } from './delivery-event';

/** What was read from one request of a provider's. */
export interface ParsedPayload<Event extends ProviderEvent = ProviderEvent> {
  events: Event[];
  /** How many elements were something else, or broken. */
  notUnderstood: number;
}
