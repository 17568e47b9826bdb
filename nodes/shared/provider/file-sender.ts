import type { FileBytes } from '../http/file-bytes';
import type { MediaType } from '../whatsapp/media';
import type { Account } from './account';
import type { Provider } from './provider';
import type { Recipient } from '../whatsapp/recipient';
import type { SessionWindow } from '../whatsapp/session-window';
import type { DeliveryEvent } from '../events/delivery-event';
import type { SendOutcome } from './send-outcome';

/** Where the file comes from. */
export type FileToSend =
  /** There is none: only a template goes without. */
  | { source: 'none' }
  | { source: 'url'; url: string }
  | { source: 'mediaId'; mediaId: string; mediaType: MediaType }
  | {
      source: 'bytes';
      bytes: FileBytes;
      /** The same for the same file in other items of the run. */
      key: string;
      /** Whether other items of the run send it, too: it is worth uploading it once for all of them. */
      shared: boolean;
    };

/** Lets go of what was opened ahead for a file; to be called when it is sent, or not any more. */
export function closeFile(file: FileToSend): void {
  if (file.source === 'bytes') file.bytes.close?.();
}

/** One file to one recipient, or one template, checked and ready to be sent. */
export interface SendRequest {
  recipient: Recipient;
  file: FileToSend;
  /** How WhatsApp will treat the file, where there is one. */
  mediaType: MediaType;
  /** With extension; undefined only for a media ID without one, and without a file. */
  filename?: string;
  caption?: string;
  quotedMessageId?: string;
  /** Shown as a voice message instead of an audio file. */
  voiceNote?: boolean;
  /** Whether the provider is to fetch the file itself and give WhatsApp a link of its own. */
  hosted?: boolean;
  /** Whether to look the session window up first, and not to send when it is known to be closed. */
  checkWindow?: boolean;
  /** What goes out in place of the file when the session window is closed. */
  fallback?: TemplateMessage;
  /** What goes out at once, whatever the session window, with the file in its header. */
  template?: TemplateMessage;
  /** To be asked right before the message leaves, when nothing else is to be done for it: whether it may. */
  due?: Due;
}

/** @returns whether a message may leave now; it stays true for further attempts */
export type Due = () => Promise<boolean>;

/** An approved template, filled in. */
export interface TemplateMessage {
  name: string;
  /** Such as `en` or `pt_BR`; undefined where the name alone tells which one it is. */
  language?: string;
  /**
   * By the names of the contract: `body_1`, `header_1`, `button_1`. Read only when the template goes out,
   * since each costs an expression. Throws when n8n cannot work one out.
   */
  variables(): Record<string, string>;
  /** Whether the file goes in the template's header, where that takes one. */
  includeFile: boolean;
  /** Set when it is what the item is for, and not what goes out in a file's place. Then its header has to fit the file. */
  atOnce?: true;
  /** Set when the file is tried only where the session window is known to be open; else this goes out at once. */
  unlessOpen?: true;
}

/** One run of a Send File node, as its provider needs to know it. */
export interface SendRun {
  /** Milliseconds without progress before an attempt is given up. */
  timeout: number;
  /** Whether the items are to carry the request they were sent with. */
  includeRequest: boolean;
  /** The ID of the execution, which may have many runs of the node; undefined where n8n gives none. */
  execution?: string;
  /** The execution's. Once aborted nothing is asked again. */
  signal?: AbortSignal;
  /** Tells the user something that is no error; `info`: nothing to worry about either. */
  hint: (text: string, kind?: 'info') => void;
}

/** A provider's way of sending files. */
export interface FileSender {
  readonly provider: Provider;
  /** Whose messages it sends. */
  readonly account: Account;
  /**
   * Says that a file, or a template, is about to be sent, as soon as it is known what it is: connecting, and listing the
   * templates, takes as long as asking.
   * @param what where the provider may be asked now @returns to be called when it is sent, or not any more
   */
  expectSend(what?: 'file' | 'template'): () => void;
  /**
   * Makes exactly one attempt, which is `stopped` when the request is not `due`. Never throws for what happens
   * on the network.
   */
  send(request: SendRequest): Promise<SendOutcome>;
  /** As {@link send}, for the request's `fallback` or `template`. */
  sendTemplate?(request: SendRequest, template: TemplateMessage): Promise<SendOutcome>;
  /** Says whether the session window with a recipient is open. Asks the provider once a recipient a run. */
  window?(recipient: Recipient): Promise<SessionWindow>;
  /**
   * Looks for a message whose fate is unknown in the provider's own records.
   * @param request whose last attempt ended in doubt
   */
  settle?(request: SendRequest): Promise<Settlement>;
  /** What the customer sees beside or instead of the file after the last attempt. Default: as the request has it. */
  labelsSent?(request: SendRequest): Pick<SendRequest, 'filename' | 'caption'>;
  /** Asks once how far a message has come. @param id the message's ID, as it came out of the send */
  delivery?(id: string): Promise<DeliveryAnswer>;
  /** The request as the user may see it: without secrets and file bytes. */
  describe(request: SendRequest): Record<string, unknown>;
}

/** What the provider's records say of a message whose fate is unknown. */
export type Settlement =
  | { found: true; id: string }
  /** `none`: the provider keeps no records for this channel. `unread`: they could not be read this time. */
  | { found: false; records: 'read' | 'none' | 'unread' };

/** What a provider answers when it is asked how far a message has come. */
export type DeliveryAnswer =
  /** `status`: the furthest so far; undefined when there is none yet. `wasSent`: it failed, and was sent, delivered or read all the same. */
  | { kind: 'answer'; status: DeliveryEvent | undefined; wasSent?: boolean }
  /** This time it said nothing that can be used. `retryAfter`: milliseconds it asked to wait. */
  | { kind: 'unanswered'; retryAfter?: number }
  /** It never will on this channel; the reason is a sentence for the user. */
  | { kind: 'unavailable'; reason: string };
