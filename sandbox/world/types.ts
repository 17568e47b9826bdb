/** Which part a message has in a conversation, seen from the business. */
export type Direction = 'incoming' | 'outgoing';

export type DeliveryStatus = 'sent' | 'delivered' | 'read' | 'failed';

/** Why a message was not delivered; which of the fields are shown depends on the webhook's form. */
export interface DeliveryError {
  /** The text that `ack[]` shows. Default: `title`, or "Message undeliverable". */
  text?: string;
  /** Meta's number, such as 131047 (the session window is closed). */
  code?: number;
  title?: string;
  details?: string;
}

export interface StatusChange {
  status: DeliveryStatus;
  /** Milliseconds since 1970 on the sandbox's clock. */
  at: number;
  error?: DeliveryError;
}

/** The requests by which the sandbox got a file, as the file's host saw them. */
export interface FileFetch {
  method: 'HEAD' | 'GET';
  status: number;
}

/** What is known of a file's bytes. The bytes themselves are in the {@link FileStore}. */
export interface KeptFile {
  size: number;
  sha256: string;
  mime: string;
  /** False for a base64 body that is damaged. */
  intact: boolean;
  fetches?: FileFetch[];
}

/** What WhatsApp makes of a file by its type. */
export type FileKind = 'image' | 'video' | 'audio' | 'voice' | 'document';

/**
 * What else customers send; the text of it is what the provider's webhook says. `system` is WhatsApp's own note,
 * which opens no window, and `edit` what became of the quoted message.
 */
export type OtherKind =
  'location' | 'button' | 'contacts' | 'list' | 'reaction' | 'order' | 'system' | 'edit';

export type MessageKind = 'text' | FileKind | OtherKind;

export interface TemplateUse {
  name: string;
  language: string;
  category: string;
  /** The template's parts with the variables filled in, for the phone page. */
  header?: string;
  body: string;
  footer?: string;
  /** Those with an address open it, with a number call it, with a code copy it; the others answer with their text. */
  buttons: { text: string; url?: string; phone?: string; code?: string }[];
}

export interface Message {
  id: string;
  /** Grows by one a message, over all chats. */
  number: number;
  chatId: string;
  direction: Direction;
  kind: MessageKind;
  text: string | null;
  caption: string | null;
  filename: string | null;
  /** Where the file is to be fetched from, when it was given as a link. */
  link: string | null;
  /** Null for texts, and for links until they have been fetched. */
  file: KeptFile | null;
  quotedMessageId: string | null;
  template: TemplateUse | null;
  senderName: string;
  /** Milliseconds since 1970 on the sandbox's clock. */
  at: number;
  /** Oldest first; empty for incoming messages. */
  statuses: StatusChange[];
}

export interface Chat {
  chatId: string;
  name: string;
  /** Milliseconds since 1970 on the sandbox's clock; null while the customer never wrote. */
  lastIncomingAt: number | null;
  messages: Message[];
}
