import type { Provider } from '../account/provider';
import type { Failure } from '../failures/failure';
import type { ReceivedRequest, Traffic } from '../http/request-log';
import type { NinetyNineDigitalConfig } from '../ninety-nine-digital/config';
import type { NumberTemplate } from '../ninety-nine-digital/template-list';
import type { OneMsgConfig } from '../one-msg/config';
import type { Template } from '../one-msg/template-list';
import type { Chat, Message, MessageKind } from '../world/types';
import type { PostedWebhook } from '../world/webhook-outbox';

export type {
  Chat,
  Failure,
  Message,
  NinetyNineDigitalConfig,
  OneMsgConfig,
  PostedWebhook,
  Provider,
  ReceivedRequest,
  Template,
  Traffic,
};

/** The configuration of each provider's account. */
export interface Configs {
  '1msg': OneMsgConfig;
  '99digital': NinetyNineDigitalConfig;
}

/** What each provider's account has of templates. */
export interface Templates {
  '1msg': Template;
  '99digital': NumberTemplate;
}

/** What a customer writes: a text or something else without a file, or a file with an optional caption. */
export interface CustomerMessage {
  /**
   * The customer's number in digits; at 1MSG also a chat ID (`…@c.us`, `…@g.us`, `…@lid`), at 99digital
   * also `…@c.us` or a user ID (`IL.1605…`).
   */
  from: string;
  /** Default: `text`, or with `media` what WhatsApp makes of its type. A voice note has to be named. */
  kind?: MessageKind;
  text?: string;
  senderName?: string;
  quotedMessageId?: string;
  media?: { filename: string; mime: string; base64: string; caption?: string };
}

/** A hook of 99digital's own: `status`, `hook`, `to` and `timestamp` (unix seconds) are added. */
export interface SystemHook {
  /** `update`, `issues`, `template`, `messages`, … */
  type: string;
  [field: string]: unknown;
}

export interface ClockState {
  /** ISO time on the sandbox's clock. */
  now: string;
  /** How far it is ahead of the real time, in milliseconds. */
  aheadMs: number;
}

/** A chat without its messages but the last, and its session window. */
export type ChatState = Omit<Chat, 'messages'> & {
  windowIsOpen: boolean;
  /** Milliseconds since 1970 on the sandbox's clock; null when the window is closed. */
  windowClosesAt: number | null;
  messageCount: number;
  lastMessage: Message | null;
};

export interface WebhookState {
  urls: { url: string; disabled: boolean }[];
  posted: PostedWebhook[];
}

export interface SandboxStats extends Traffic {
  /** Messages of the business that were accepted. */
  accepted: number;
  /** Messages that have statuses to come. */
  deliveriesPending: number;
  /** Webhooks that are being posted, or will be within ten seconds on the sandbox's clock. */
  webhooksPending: number;
  /** Webhooks that are to be repeated later than that: move the clock to see them. */
  webhooksScheduled: number;
}
