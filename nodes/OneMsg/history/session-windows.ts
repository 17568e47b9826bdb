import type { Clock } from '../../shared/async/clock';
import { explainFailure } from '../../shared/provider/explain-failure';
import type { WindowSource } from '../../shared/provider/session-windows';
import type { SessionWindow } from '../../shared/whatsapp/session-window';
import {
  opensWindow,
  SESSION_WINDOW_MS,
  UNKNOWN_WINDOW,
} from '../../shared/whatsapp/session-window';
import { ONE_MSG } from '../api/channel';
import type { ChatHistory } from './message-history';
import { askHistory, historyIn } from './message-history';
import type { OneMsgClient } from '../api/one-msg-client';

const MINUTE_MS = 60_000;

const NO_SUCH_METHOD =
  'This channel has no message history to read the session window from, or the Channel ID in the credential is wrong';

/** A channel's session windows, by the histories of its chats. */
export function windowSource(client: OneMsgClient, clock: Clock): WindowSource {
  return {
    ask: async ({ chatId }) => await askHistory(client, chatId),
    read: (exchange, { chatId }) => {
      const history = historyIn(exchange, chatId, clock.now());
      return history
        ? { window: sessionWindow(history, clock.now() + history.clockAhead) }
        : { failure: explainFailure(exchange, ONE_MSG, NO_SUCH_METHOD) };
    },
  };
}

/**
 * Reads the session window off a chat's history: it closes 86,400 s after the newest incoming message
 * (1msg-api.md#the-session-window).
 * @param now milliseconds since the epoch, by 1MSG's clock
 * @returns `closed` only where that is certain, since it keeps files from being sent: with an incoming
 * message of unknown time, or one that may be incoming, it is `unknown`
 */
export function sessionWindow(history: ChatHistory, now: number): SessionWindow {
  let last = -Infinity;
  let certain = true;
  for (const { fromMe, type, time } of history.messages) {
    if (fromMe === true || !opensWindow(type)) continue;
    if (fromMe === undefined || Number.isNaN(time)) certain = false;
    else last = Math.max(last, time);
  }
  if (last === -Infinity) return UNKNOWN_WINDOW;
  const closes = last + SESSION_WINDOW_MS;
  const open = closes > now;
  if (!open && !certain) return UNKNOWN_WINDOW;
  return {
    window: open ? 'open' : 'closed',
    // A message that our clock has not reached yet leaves no more than 24 hours all the same.
    minutesLeft: open ? Math.floor(Math.min(closes - now, SESSION_WINDOW_MS) / MINUTE_MS) : null,
    lastCustomerMessageAt: new Date(last).toISOString(),
    closesAt: new Date(closes).toISOString(),
  };
}
