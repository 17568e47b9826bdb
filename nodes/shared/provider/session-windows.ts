import type { HttpExchange } from '../http/exchange';
import type { Repetition } from '../http/repeat-exchange';
import { repeatExchange } from '../http/repeat-exchange';
import type { Recipient } from '../whatsapp/recipient';
import type { SessionWindow } from '../whatsapp/session-window';
import { UNKNOWN_WINDOW } from '../whatsapp/session-window';
import type { Explanation } from './explain-outcome';

/** A recipient's session window, or why it cannot be told. */
export type WindowReply = { window: SessionWindow } | { failure: Explanation };

/** Where a provider's session windows are read from. */
export interface WindowSource {
  /** Asks for one recipient's. It does no harm when it is asked twice. */
  ask(recipient: Recipient): Promise<HttpExchange>;
  /** Reads what came back, which may be anything. */
  read(exchange: HttpExchange, recipient: Recipient): WindowReply;
}

/** The session windows of one run: each recipient's is asked for once. */
export class SessionWindows {
  private readonly replies = new Memoized<WindowReply>();

  constructor(
    private readonly source: WindowSource,
    private readonly repetition: Repetition,
  ) {}

  /**
   * @param signal of the run, where that is not the repetition's
   * @returns what the provider told, or why it did not
   */
  async reply(recipient: Recipient, signal = this.repetition.signal): Promise<WindowReply> {
    return await this.replies.get(recipient.chatId, async () => {
      const repetition = { ...this.repetition, signal };
      const exchange = await repeatExchange(() => this.source.ask(recipient), repetition);
      return this.source.read(exchange, recipient);
    });
  }

  /** @returns `unknown` also where the provider did not tell: that keeps nothing from being sent */
  async window(recipient: Recipient): Promise<SessionWindow> {
    const reply = await this.reply(recipient);
    return 'window' in reply ? reply.window : UNKNOWN_WINDOW;
  }
}

/** Remembers what was answered in one run, so that nothing is asked for twice, not even at the same time. */
class Memoized<Answer> {
  private readonly answers = new Map<string, Promise<Answer>>();

  /** @param key names the question @param ask is called for its first time only */
  async get(key: string, ask: () => Promise<Answer>): Promise<Answer> {
    let answer = this.answers.get(key);
    if (!answer) this.answers.set(key, (answer = ask()));
    return await answer;
  }
}
