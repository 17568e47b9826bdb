import type { Failure } from '../failures/failure';
import type { ReceivedRequest, Traffic } from '../http/request-log';
import type { SandboxConfig } from '../one-msg/config';
import type { Template } from '../one-msg/template-list';
import type { Chat, Message } from '../world/types';
import type { PostedWebhook } from '../world/webhook-outbox';

export type {
  Chat,
  Failure,
  Message,
  PostedWebhook,
  ReceivedRequest,
  SandboxConfig,
  Template,
  Traffic,
};

/** What a customer writes: a text, or a file with an optional caption. */
export interface CustomerMessage {
  /** The customer's number in digits, or a chat ID (`…@c.us`, `…@g.us`, `…@lid`). */
  from: string;
  text?: string;
  senderName?: string;
  quotedMessageId?: string;
  media?: { filename: string; mime: string; base64: string; caption?: string };
}

export interface ClockState {
  /** ISO time on the sandbox's clock. */
  now: string;
  /** How far it is ahead of the real time, in milliseconds. */
  aheadMs: number;
}

/** A chat without its messages, and whether its session window is open. */
export type ChatState = Omit<Chat, 'messages'> & { windowIsOpen: boolean; messageCount: number };

export interface WebhookState {
  urls: { url: string; disabled: boolean }[];
  posted: PostedWebhook[];
}

export interface SandboxStats extends Traffic {
  /** Messages of the business that were accepted. */
  accepted: number;
  /** Messages that have statuses to come. */
  deliveriesPending: number;
  /** Webhooks that are still to be posted or repeated. */
  webhooksPending: number;
}
