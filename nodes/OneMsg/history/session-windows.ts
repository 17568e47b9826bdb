import type { Clock } from '../../shared/async/clock';
import { channelOf } from '../../shared/channel/channel';
import { explainFailure } from '../../shared/provider/explain-failure';
import type { WindowSource } from '../../shared/provider/session-windows';
import type { SessionWindow } from '../../shared/whatsapp/session-window';
import { opensWindow, UNKNOWN_WINDOW, windowSince } from '../../shared/whatsapp/session-window';
import { lastWroteIn } from '../../shared/provider/session-windows';
import { ONE_MSG } from '../api/channel';
import type { ChatHistory } from './message-history';
import { askHistory, clockAheadIn, historyIn } from './message-history';
import type { OneMsgClient } from '../api/one-msg-client';

const NO_SUCH_METHOD =
  'This channel has no message history to read the session window from, or the Channel ID in the credential is wrong';

/** A channel's session windows, by the histories of its chats and what its triggers have heard. */
export function windowSource(client: OneMsgClient, clock: Clock): WindowSource {
  return {
    ask: async ({ chatId }) => await askHistory(client, chatId),
    read: (exchange, { chatId }) => {
      const now = clock.now();
      const history = historyIn(exchange, chatId, now);
      return history
        ? {
            window: sessionWindow(history, now + history.clockAhead),
            clockAhead: history.clockAhead,
          }
        : {
            failure: explainFailure(exchange, ONE_MSG, NO_SUCH_METHOD),
            clockAhead: clockAheadIn(exchange, now),
          };
    },
    lastWrote: lastWroteIn(channelOf(client.channel, clock)),
  };
}

/** How far clocks may be apart: a message of a later time is one of which the time is wrong, and opens nothing. */
const MOST_AHEAD_MS = 3_600_000;

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
    if (fromMe === undefined || Number.isNaN(time) || time > now + MOST_AHEAD_MS) certain = false;
    else last = Math.max(last, time);
  }
  if (last === -Infinity) return UNKNOWN_WINDOW;
  const window = windowSince(last, now);
  return window.window === 'closed' && !certain ? UNKNOWN_WINDOW : window;
}
