import type { Clock } from '../../shared/clock';
import type { FileSender, SendRequest, Settlement } from '../../shared/sending/file-sender';
import type { SendOutcome } from '../../shared/sending/send-outcome';
import { HistorySearch } from './message-history';
import type { OneMsgClient } from './one-msg-client';
import { readSendAnswer } from './read-send-answer';
import { methodUrl } from './channel';

/** Sends files through `POST /sendFile`. One for each run of the node. */
export class OneMsgFileSender implements FileSender {
  readonly provider = '1MSG';
  private readonly history: HistorySearch;

  constructor(
    private readonly client: OneMsgClient,
    private readonly clock: Clock,
  ) {
    this.history = new HistorySearch(client);
  }

  async send(request: SendRequest): Promise<SendOutcome> {
    const exchange = await this.client.post('sendFile', sendFileBody(request));
    const outcome = readSendAnswer(exchange, this.clock.now());
    if (outcome.kind === 'accepted' && outcome.id) this.history.claim(outcome.id);
    return outcome;
  }

  async settle(request: SendRequest, attemptedAt: number): Promise<Settlement> {
    return await this.history.find(request, attemptedAt);
  }

  describe(request: SendRequest): Record<string, unknown> {
    const url = methodUrl(this.client.channel, 'sendFile');
    return { method: 'POST', url, body: sendFileBody(request) };
  }
}

/** The JSON body of `sendFile` (1msg-api.md has the table of its fields). */
export function sendFileBody(request: SendRequest): Record<string, unknown> {
  const { recipient, file, filename, caption, quotedMessageId, voiceNote } = request;
  return {
    // Exactly one of the two; a person's number has always worked as `phone`.
    ...(recipient.phone ? { phone: recipient.phone } : { chatId: recipient.chatId }),
    ...(file.source === 'url'
      ? { body: file.url }
      : { mediaId: file.mediaId, mediaType: file.mediaType }),
    ...(filename && { filename }),
    ...(caption && { caption }),
    ...(quotedMessageId && { quotedMsgId: quotedMessageId }),
    ...(voiceNote && { voice: true }),
  };
}
