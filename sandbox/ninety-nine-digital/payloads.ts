import { mediaUrl } from '../account/media';
import type { DeliveryError, DeliveryStatus, Message, StatusChange } from '../world/types';
import { phoneOf, userIdOf } from './recipient';

const ACKS: Record<DeliveryStatus, number> = { sent: 1, delivered: 2, read: 3, failed: 0 };

const TYPES: Partial<Record<Message['kind'], string>> = { voice: 'ptt' };

/** `messageUpdate` for what Meta's numbers say; which number others become is not known. */
const MESSAGE_UPDATES: Record<number, number> = {
  131042: 2,
  131047: 8,
  131026: 7,
  131048: 16,
  130429: 16,
  131056: 16,
};
const TEMPLATE_NOT_APPROVED = 12;
const OTHER_FAILURE = 99;

/** What a customer's message became known with. */
interface MessageContext {
  /** The business's own number. */
  account: string;
  /** The sandbox's own address, for links to media. */
  origin: string;
  /** Minutes left of the session window. */
  minutesLeft: string;
}

/** The hook that tells of a customer's message. */
export function newMessage(message: Message, { account, origin, minutesLeft }: MessageContext) {
  const { chatId } = message;
  const hasFile = message.file !== null;
  const userId = userIdOf(chatId);
  return {
    status: 'OK',
    hook: 'new',
    unique: message.id,
    from: chatId,
    from_id: userId,
    username: null,
    country: userId.slice(0, 2),
    phone: phoneOf(chatId),
    to: account,
    senderName: message.senderName,
    type: TYPES[message.kind] ?? message.kind,
    body: hasFile ? mediaUrl(origin, message) : (message.text ?? ''),
    caption: message.caption ?? '',
    isForwarded: false,
    timestamp: String(Math.floor(message.at / 1000)),
    media: hasFile,
    quote: message.quotedMessageId !== null,
    quoteUnique: message.quotedMessageId ?? false,
    profilePic: `https://example.com/profile/${encodeURIComponent(chatId)}.jpg`,
    conversationTimeLeft: minutesLeft,
  };
}

/** The hook for a status; `from` and `to` have changed places: `to` is the business's account. */
export function statusUpdate(message: Message, { status }: StatusChange, account: string) {
  const { id: unique, chatId: from } = message;
  return { status: 'OK', hook: 'update', unique, from, to: account, ack: ACKS[status] };
}

/** What the `system` hook of a message that was not delivered holds. */
export function failedMessage(message: Message, { error }: StatusChange) {
  const { id: unique, chatId: messageTo } = message;
  return { type: 'messages', unique, messageUpdate: messageUpdateOf(error), messageTo };
}

/** A code below 1,000 is 99digital's own number, a greater one Meta's. */
function messageUpdateOf({ code }: DeliveryError = {}): number {
  if (code !== undefined && code < 1_000) return code;
  const isOfTemplate = code !== undefined && code >= 132_000 && code < 133_000;
  return isOfTemplate ? TEMPLATE_NOT_APPROVED : (MESSAGE_UPDATES[code ?? 0] ?? OTHER_FAILURE);
}
