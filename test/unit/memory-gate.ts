import type { Clock } from '../../nodes/shared/async/clock';
import { MemoryStore } from '../../nodes/shared/channel/memory-store';
import type { Gate } from '../../nodes/shared/channel/send-gate';
import { SendGate } from '../../nodes/shared/channel/send-gate';

/** The gate of a channel of its own. @param messagesPerSecond 0 for no limit */
export function memoryGate(messagesPerSecond: number, clock: Clock): Gate {
  const interval = messagesPerSecond > 0 ? 1000 / messagesPerSecond : 0;
  return new SendGate(new MemoryStore(clock), clock).lanes([{ name: '', interval }]);
}

/** For those to whom it does not matter whether a person is held back. */
export const holdBack = async (): Promise<void> => await Promise.resolve();
