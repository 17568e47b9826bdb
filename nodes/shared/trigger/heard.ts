import type { ProviderEvent } from '../events/delivery-event';
import type { Trigger } from './admission';

/**
 * Notes what a trigger has heard of its account: all of it, also what is not to start its workflow. It returns at
 * once and never throws: no request waits for it or fails with it.
 * @param accountId of the account that the events are of
 */
export const heard: (
  trigger: Trigger,
  accountId: string,
  events: readonly ProviderEvent[],
) => void = () => {};
