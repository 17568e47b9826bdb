import { mediaUrl } from '../account/media';
import type { HookEvent } from '../account/provider-account';
import type { Message, StatusChange } from '../world/types';
import type { OneMsgConfig } from './config';
import { phoneOf, userIdOf } from './recipient';

interface PayloadContext {
  channelId: string;
  /** The sandbox's own address, for links to media. */
  origin: string;
  form: OneMsgConfig['statusPayload'];
}

const seconds = (milliseconds: number) => Math.floor(milliseconds / 1000);

/** Whom Meta names, and how: a group's ID, a number, or the user ID of one whose number is hidden. */
function metaAddress(chatId: string) {
  const [id = '', place] = chatId.split('@');
  return {
    groupId: place === 'g.us' ? id : undefined,
    number: phoneOf(chatId) ?? undefined,
    userId: place === 'g.us' || phoneOf(chatId) ? undefined : id,
  };
}

/** Whoever writes in a group of the sandbox's. */
const MEMBER = '12025550147';

function metaContact({ chatId, senderName: name }: Message) {
  const { groupId, number, userId } = metaAddress(chatId);
  return { profile: { name }, wa_id: groupId ? MEMBER : number, user_id: userId };
}

function metaRecipient(chatId: string) {
  const { groupId, number, userId } = metaAddress(chatId);
  return groupId
    ? { recipient_type: 'group', recipient_id: groupId }
    : { recipient_id: number, recipient_user_id: userId };
}

/** A status as `hookInfo` and `hooks[]` show it (1msg-api.md#hookinfo). */
export function hookStatus(message: Message, { status, at, error }: StatusChange) {
  return {
    id: message.id,
    type: 'message',
    status,
    timestamp: String(seconds(at)),
    ...metaRecipient(message.chatId),
    ...(status === 'sent' && {
      conversation: {
        id: `conversation-${message.chatId}`,
        // The billing conversation's end, not the session window's.
        expiration_timestamp: String(seconds(at) + 86_400),
        origin: { type: category(message) },
      },
      pricing: { billable: true, pricing_model: 'PMP', category: category(message) },
    }),
    ...(error && {
      errors: [
        {
          code: error.code ?? 131000,
          title: error.title ?? error.text ?? 'Message undeliverable',
          message: error.text ?? error.title ?? 'Message undeliverable',
          ...(error.details && { error_data: { details: error.details } }),
        },
      ],
    }),
  };
}

function ackStatus(message: Message, { status, error }: StatusChange) {
  const phone = phoneOf(message.chatId);
  return {
    id: message.id,
    chatId: message.chatId,
    phone,
    bsuid: userIdOf(message.chatId),
    userName: null,
    status,
    category: category(message),
    ...(error && { error: error.text ?? error.title ?? 'Message undeliverable' }),
  };
}

const category = (message: Message) => message.template?.category.toLowerCase() ?? 'service';

const TYPES: Record<Message['kind'], string> = {
  text: 'chat',
  image: 'image',
  video: 'video',
  audio: 'audio',
  voice: 'ptt',
  document: 'document',
  location: 'location',
  button: 'button',
  contacts: 'contacts',
  list: 'list',
  reaction: 'reaction',
  order: 'order',
  system: 'system',
  edit: 'edit',
};

const hasFile = ({ file, link }: Message) => file !== null || link !== null;

/** A message as `GET /messages` and `messages[]` show it. */
export function messageRow(message: Message, origin: string, flags: OneMsgConfig['historyFlags']) {
  const outgoing = message.direction === 'outgoing';
  const flag = (value: boolean) => (flags === 'number' ? Number(value) : value);
  const time = seconds(message.at);
  return {
    id: message.id,
    body: hasFile(message) ? mediaUrl(origin, message) : message.text,
    fromMe: flag(outgoing),
    self: Number(outgoing),
    isForwarded: Number(false),
    author: outgoing ? 'business@c.us' : message.chatId,
    time: flags === 'number' ? String(time) : time,
    chatId: message.chatId,
    chatName: message.chatId.split('@')[0],
    messageNumber: message.number,
    type: TYPES[message.kind],
    senderName: message.senderName,
    caption: message.caption,
    quotedMsgId: message.quotedMessageId,
  };
}

/** A message as Meta's own webhooks show it, which 1MSG hands on as they are with `rawHooks`. */
function metaMessage(message: Message, origin: string) {
  const { groupId, number, userId } = metaAddress(message.chatId);
  const side = message.direction === 'incoming' ? 'from' : 'to';
  const type = message.kind === 'voice' ? 'audio' : message.kind;
  const media = {
    url: mediaUrl(origin, message),
    ...(message.file && { mime_type: message.file.mime, sha256: message.file.sha256 }),
    ...(message.filename && { filename: message.filename }),
    ...(message.caption && { caption: message.caption }),
    ...(message.kind === 'voice' && { voice: true }),
  };
  const text = { body: message.text };
  const edit = { original_message_id: message.quotedMessageId, message: { type: 'text', text } };
  return {
    [side]: groupId ? MEMBER : number,
    [`${side}_user_id`]: userId,
    group_id: groupId,
    id: message.id,
    timestamp: String(seconds(message.at)),
    type,
    [type]: hasFile(message) ? media : type === 'edit' ? edit : text,
    ...(type !== 'edit' && message.quotedMessageId && { context: { id: message.quotedMessageId } }),
  };
}

/** One webhook's body; it can hold several events, of both kinds. */
export function webhookPayload(events: HookEvent[], { channelId, origin, form }: PayloadContext) {
  const statuses = events.flatMap(({ message, change }) => (change ? [{ message, change }] : []));
  const written = events.filter(({ change }) => !change).map(({ message }) => message);
  if (form === 'raw') {
    const value = {
      messaging_product: 'whatsapp',
      contacts: written.filter(({ direction }) => direction === 'incoming').map(metaContact),
      statuses: statuses.map(({ message, change }) => hookStatus(message, change)),
      messages: written
        .filter(({ direction }) => direction === 'incoming')
        .map((message) => metaMessage(message, origin)),
      message_echoes: written
        .filter(({ direction }) => direction === 'outgoing')
        .map((message) => metaMessage(message, origin)),
    };
    return { entry: [{ id: channelId, changes: [{ field: 'messages', value }] }] };
  }
  const messages = written.map((message) => messageRow(message, origin, 'boolean'));
  const acks = statuses.map(({ message, change }) => ackStatus(message, change));
  const hooks = statuses.map(({ message, change }) => hookStatus(message, change));
  return {
    ...((form === 'ack' || messages.length > 0) && { instanceId: channelId }),
    ...(form === 'ack' && acks.length > 0 && { ack: acks }),
    ...(form === 'hooks' && hooks.length > 0 && { hooks }),
    ...(messages.length > 0 && { messages }),
  };
}
