import { EventEmitter } from 'node:events';
import type { Clock } from './clock';
import type { Chat, DeliveryError, DeliveryStatus, Message, StatusChange } from './types';

/** WhatsApp's session window: it closes this long after the customer's newest message. */
const WINDOW_MS = 86_400_000;

const RANK: Record<DeliveryStatus, number> = { sent: 1, delivered: 2, read: 3, failed: 4 };

/** What a message is made of; the world adds the rest. */
export type Draft = Pick<Message, 'id' | 'chatId' | 'kind'> &
  Partial<
    Pick<
      Message,
      | 'text'
      | 'caption'
      | 'filename'
      | 'link'
      | 'file'
      | 'quotedMessageId'
      | 'template'
      | 'senderName'
    >
  >;

interface WorldEvents {
  message: [Message];
  status: [Message, StatusChange];
  /** A file given as a link has been fetched. */
  file: [Message];
  reset: [];
}

/**
 * The conversations of one business account, as the phones at both ends know them.
 * It knows no provider: how a message is asked for and reported is the business of the accounts.
 */
export class World extends EventEmitter<WorldEvents> {
  readonly chats = new Map<string, Chat>();
  /** In the order in which they were accepted. */
  readonly messages = new Map<string, Message>();

  constructor(readonly clock: Clock) {
    super();
    this.setMaxListeners(0);
  }

  windowIsOpen(chatId: string): boolean {
    return this.windowLeftMs(chatId) > 0;
  }

  /** How long the session window stays open, in milliseconds on the sandbox's clock; 0 when it is closed. */
  windowLeftMs(chatId: string): number {
    return Math.max(0, (this.windowClosesAt(chatId) ?? 0) - this.clock.now());
  }

  /** When the session window closes, in milliseconds since 1970; null when it is closed. */
  windowClosesAt(chatId: string): number | null {
    const last = this.chats.get(chatId)?.lastIncomingAt ?? null;
    const closesAt = last === null ? 0 : last + WINDOW_MS;
    return closesAt > this.clock.now() ? closesAt : null;
  }

  /** A customer's message arrives: it opens the chat's window, unless it is WhatsApp's own note. */
  receive(draft: Draft): Message {
    const message = this.#add(draft, 'incoming');
    const chat = this.chat(message.chatId);
    if (message.kind !== 'system') chat.lastIncomingAt = message.at;
    if (draft.senderName) chat.name = draft.senderName;
    this.emit('message', message);
    return message;
  }

  /** The business's message is accepted. */
  send(draft: Draft): Message {
    const message = this.#add(draft, 'outgoing');
    this.emit('message', message);
    return message;
  }

  /** Moves a message forward; a status that comes too late (delivered after read) is dropped. */
  changeStatus(message: Message, status: DeliveryStatus, error?: DeliveryError): void {
    const last = message.statuses.at(-1);
    if (last && RANK[status] <= RANK[last.status]) return;
    const change: StatusChange = { status, at: this.clock.now(), ...(error && { error }) };
    message.statuses.push(change);
    this.emit('status', message, change);
  }

  chat(chatId: string): Chat {
    let chat = this.chats.get(chatId);
    if (!chat) {
      chat = { chatId, name: chatId.split('@')[0] ?? chatId, lastIncomingAt: null, messages: [] };
      this.chats.set(chatId, chat);
    }
    return chat;
  }

  reset(): void {
    this.chats.clear();
    this.messages.clear();
    this.emit('reset');
  }

  #add(draft: Draft, direction: Message['direction']): Message {
    const chat = this.chat(draft.chatId);
    const message: Message = {
      text: null,
      caption: null,
      filename: null,
      link: null,
      file: null,
      quotedMessageId: null,
      template: null,
      senderName: direction === 'incoming' ? chat.name : 'Business',
      ...draft,
      direction,
      number: this.messages.size + 1,
      at: this.clock.now(),
      statuses: [],
    };
    this.messages.set(message.id, message);
    chat.messages.push(message);
    return message;
  }
}
