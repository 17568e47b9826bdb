import type { Recipient } from '../recipient';
import type { SendOutcome } from './send-outcome';

/** Where the file comes from. */
export type FileToSend =
  { source: 'url'; url: string } | { source: 'mediaId'; mediaId: string; mediaType: MediaType };

/** WhatsApp's kinds of media; each is shown, and limited, in its own way. */
export type MediaType = 'image' | 'video' | 'audio' | 'document';

/** One file to one recipient, checked and ready to be sent. */
export interface SendRequest {
  recipient: Recipient;
  file: FileToSend;
  /** With extension; undefined only for a media ID without one. */
  filename?: string;
  caption?: string;
  quotedMessageId?: string;
  /** Shown as a voice message instead of an audio file. */
  voiceNote?: boolean;
}

/** A provider's way of sending files. */
export interface FileSender {
  /** The provider's name in texts for people. */
  readonly provider: string;
  /** Makes exactly one attempt. Never throws for what happens on the network. */
  send(request: SendRequest): Promise<SendOutcome>;
  /**
   * Looks for a message whose fate is unknown in the provider's own records.
   * @param attemptedAt when the attempt began, milliseconds since the epoch
   */
  settle?(request: SendRequest, attemptedAt: number): Promise<Settlement>;
  /** The request as the user may see it: without secrets and file bytes. */
  describe(request: SendRequest): Record<string, unknown>;
}

/** What the provider's records say of a message whose fate is unknown. */
export type Settlement =
  | { found: true; id: string }
  /** `records`: false when the provider keeps none for this channel, or they could not be read. */
  | { found: false; records: boolean };
