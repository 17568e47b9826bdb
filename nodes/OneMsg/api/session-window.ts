import type { Clock } from '../../shared/clock';
import type { HttpExchange } from '../../shared/http/exchange';
import { repeatExchange } from '../../shared/http/repeat-exchange';
import { AskedOnce } from '../../shared/sending/asked-once';
import type { SessionWindow } from '../../shared/session-window';
import { SESSION_WINDOW_MS, UNKNOWN_WINDOW } from '../../shared/session-window';
import type { ChatHistory } from './message-history';
import { askHistory, historyIn } from './message-history';
import type { OneMsgClient } from './one-msg-client';

const MINUTE_MS = 60_000;

/** A chat's session window, or the exchange that should have told of it. */
export type WindowAnswer = { window: SessionWindow } | { unanswered: HttpExchange };

/** How the windows of one run are asked for. */
export interface WindowQuestion {
  client: OneMsgClient;
  clock: Clock;
  /** How often a question that got no answer is asked again. */
  retries: number;
  /** Once aborted nothing is asked again. */
  signal?: AbortSignal;
}

/** The session windows of one run: each chat's history is asked for once. */
export class SessionWindows {
  private readonly answers = new AskedOnce<WindowAnswer>();

  constructor(private readonly question: WindowQuestion) {}

  /** @param chatId `12020721369@c.us`, `…@g.us` or `…@lid` */
  async of(chatId: string): Promise<WindowAnswer> {
    return await this.answers.get(chatId, () => this.ask(chatId));
  }

  private async ask(chatId: string): Promise<WindowAnswer> {
    const { client, clock } = this.question;
    const exchange = await repeatExchange(() => askHistory(client, chatId), this.question);
    const history = historyIn(exchange, chatId, clock.now());
    return history
      ? { window: sessionWindow(history, clock.now() + history.clockAhead) }
      : { unanswered: exchange };
  }
}

/**
 * Reads the session window off a chat's history: it closes 86,400 s after the newest incoming message
 * (1msg-api.md).
 * @param now milliseconds since the epoch, by 1MSG's clock
 * @returns `closed` only where that is certain, since it keeps files from being sent: with an incoming
 * message of unknown time, or one that may be incoming, it is `unknown`
 */
export function sessionWindow(history: ChatHistory, now: number): SessionWindow {
  let last = -Infinity;
  let certain = true;
  for (const { fromMe, time } of history.messages) {
    if (fromMe === true) continue;
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
