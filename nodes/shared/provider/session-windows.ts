import { lruGet } from '../async/lru';
import type { HttpExchange } from '../http/exchange';
import type { Repetition } from '../http/repeat-exchange';
import { repeatExchange } from '../http/repeat-exchange';
import { otherSpellings } from '../whatsapp/chat-id';
import type { Recipient } from '../whatsapp/recipient';
import type { SessionWindow } from '../whatsapp/session-window';
import { laterOn, UNKNOWN_WINDOW, withHeard } from '../whatsapp/session-window';
import type { Explanation } from './explain-outcome';

/** A recipient's session window, or why it cannot be told. */
export type WindowReply = { window: SessionWindow } | { failure: Explanation };

/** What a provider tells, before what triggers have heard is counted in. */
export type ToldWindow = WindowReply & {
  /** The provider counts it itself: what a trigger has heard adds nothing to it. */
  isFinal?: true;
  /** What to add to a time of ours to get the provider's, milliseconds; 0 where it is not set. */
  clockAhead?: number;
};

/** Where a provider's session windows are read from. */
export interface WindowSource {
  /** Asks for one recipient's. It does no harm when it is asked twice. */
  ask(recipient: Recipient): Promise<HttpExchange>;
  /** Reads what came back, which may be anything. */
  read(exchange: HttpExchange, recipient: Recipient): ToldWindow;
  /** Says when the recipient last wrote, as far as a trigger heard it; milliseconds since the epoch, by the provider's clock. */
  lastWrote(recipient: Recipient): Promise<number | undefined>;
}

/** @param channel what was heard in it @returns a source's {@link WindowSource.lastWrote} */
export const lastWroteIn =
  (channel: {
    lastWrote(person: string): Promise<number | undefined>;
  }): WindowSource['lastWrote'] =>
  async ({ phone, chatId }) => {
    // WhatsApp may write a mobile number in another way than people do.
    const others = phone === null ? [] : otherSpellings(phone).map((digits) => `${digits}@c.us`);
    const known = await Promise.all([chatId, ...others].map((each) => channel.lastWrote(each)));
    return known.reduce((one, other) => Math.max(one ?? 0, other ?? 0) || undefined);
  };

/** The session windows of one run: each recipient's is asked for once. */
export class SessionWindows {
  private readonly replies = new Map<string, Promise<{ told: ToldWindow; at: number }>>();

  constructor(
    private readonly source: WindowSource,
    private readonly repetition: Repetition,
  ) {}

  /**
   * @param signal of the run, where that is not the repetition's
   * @returns what the provider told, or why it did not; with what a trigger has heard by now, the later of both
   */
  async reply(recipient: Recipient, signal = this.repetition.signal): Promise<WindowReply> {
    const { source } = this;
    const { clock } = this.repetition;
    const { told, at } = await lruGet(this.replies, Infinity, recipient.chatId, async () => {
      const repetition = { ...this.repetition, signal };
      const exchange = await repeatExchange(() => source.ask(recipient), repetition);
      return { told: source.read(exchange, recipient), at: clock.now() };
    });
    // Nothing goes out with a wrong credential, so that has to be said.
    if ('failure' in told && told.failure.errorCode === 'UNAUTHORIZED') return told;
    const window = 'window' in told ? laterOn(told.window, clock.now() - at) : UNKNOWN_WINDOW;
    if (told.isFinal && window.window !== 'unknown') return { window };
    const heard = await source.lastWrote(recipient);
    const merged = withHeard(window, heard, clock.now() + (told.clockAhead ?? 0));
    return 'failure' in told && merged.window === 'unknown' ? told : { window: merged };
  }

  /** @returns `unknown` also where the provider did not tell: that keeps nothing from being sent */
  async window(recipient: Recipient): Promise<SessionWindow> {
    const reply = await this.reply(recipient);
    return 'window' in reply ? reply.window : UNKNOWN_WINDOW;
  }
}
