import type { Kind } from './kinds';
import { CHOSEN } from './subjects';

const REPEATED = 20;
let made = 0;

/** Makes the body of a request with one status of one message, in 1MSG's `ack` form. */
export function makeBody(kind: Kind, channelId: string): string {
  const number = ++made;
  const ack = {
    id: kind === 'duplicate' ? `wamid.bench.again.${number % REPEATED}` : `wamid.bench.${number}`,
    chatId: '12020721369@c.us',
    phone: '12020721369',
    status: kind === 'ignored' ? 'delivered' : CHOSEN,
  };
  return JSON.stringify({ instanceId: channelId, ack: [ack] });
}

/** How many of them there are to make before each duplicate has been there once. */
export const FIRST_DUPLICATES = REPEATED;
