import type { Clock } from '../../shared/async/clock';
import { channelOf } from '../../shared/channel/channel';
import type { HttpExchange } from '../../shared/http/exchange';
import type { WindowReply, WindowSource } from '../../shared/provider/session-windows';
import { lastWroteIn } from '../../shared/provider/session-windows';
import type { SessionWindow } from '../../shared/whatsapp/session-window';
import {
  SESSION_WINDOW_MS,
  UNKNOWN_WINDOW,
  windowSince,
} from '../../shared/whatsapp/session-window';
import type { NinetyNineDigitalClient } from './ninety-nine-digital-client';
import { explainUnanswered, readVerdict } from './ninety-nine-digital-client';
import { reasonOf } from './reasons';

/** A number's session windows, by `getTimers`; where that does not tell, by what its triggers have heard. */
export function windowSource(client: NinetyNineDigitalClient, clock: Clock): WindowSource {
  return {
    ask: async ({ phone, chatId }) => await client.post('getTimers', { number: phone ?? chatId }),
    read: (exchange) => ({ ...readTimers(exchange, clock.now()), isFinal: true }),
    lastWrote: lastWroteIn(channelOf(client.account, clock)),
  };
}

/** @param now milliseconds since the epoch */
export function readTimers(exchange: HttpExchange, now: number): WindowReply {
  const verdict = exchange.kind === 'answer' ? readVerdict(exchange) : undefined;
  if (verdict?.status === 'OK')
    return { window: readTimeLeft(verdict.body.templateTimeLeft, now) ?? UNKNOWN_WINDOW };
  return verdict && reasonOf(verdict.reason).errorCode === 'WINDOW_CLOSED'
    ? { window: CLOSED_WINDOW }
    : { failure: explainUnanswered(exchange, 'the session window') };
}

const MINUTE_MS = 60_000;

/** What is said of a person who never wrote, or last wrote nobody knows when. */
const CLOSED_WINDOW: SessionWindow = { ...UNKNOWN_WINDOW, window: 'closed' };

/**
 * Reads `templateTimeLeft`, the minutes left of the session window. Each of the person's messages sets it back
 * to 24 hours, so it also tells when the last one came, to the minute.
 * @param value minutes as a text or a number
 * @param now milliseconds since the epoch
 * @returns undefined for anything else
 */
export function readTimeLeft(value: unknown, now: number): SessionWindow | undefined {
  const given = (typeof value === 'string' && value.trim() !== '') || typeof value === 'number';
  const minutes = given ? Math.floor(Number(value)) : NaN;
  if (!Number.isSafeInteger(minutes)) return undefined;
  if (minutes <= 0) return CLOSED_WINDOW;
  const left = Math.min(minutes * MINUTE_MS, SESSION_WINDOW_MS);
  return windowSince(now + left - SESSION_WINDOW_MS, now);
}
