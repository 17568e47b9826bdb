import { channelOf } from '../../shared/channel/channel';
import type { Account } from '../../shared/provider/account';
import type { Clock } from '../../shared/async/clock';
import type { Recipient } from '../../shared/whatsapp/recipient';
import type {
  DeliveryAnswer,
  FileSender,
  SendRequest,
  SendRun,
  Settlement,
  TemplateMessage,
} from '../../shared/provider/file-sender';
import type { SendOutcome } from '../../shared/provider/send-outcome';
import { STOPPED } from '../../shared/provider/send-outcome';
import { SessionWindows } from '../../shared/provider/session-windows';
import type { SessionWindow } from '../../shared/whatsapp/session-window';
import type { HttpExchange } from '../../shared/http/exchange';
import { askDelivery } from './hook-info';
import { HistorySearch } from '../history/history-search';
import { fileTrace } from '../history/message-trace';
import { type FailedUpload, MediaUploads, readFailedUpload } from './media-uploads';
import type { OneMsgClient } from './one-msg-client';
import { readSendAnswer } from './read-send-answer';
import { recipientFields } from './recipient-fields';
import { methodUrl, ONE_MSG } from './channel';
import type { HeaderMedia } from '../../shared/templates/template';
import { TemplateSender } from '../../shared/templates/template-sender';
import { endsAsItsFile, ONE_MSG_TEMPLATES } from '../templates/template-body';
import { listTemplates } from '../templates/templates';
import { windowSource } from '../history/session-windows';

/** Of what is asked before a send; the send itself says it again when 1MSG cannot be reached. */
const QUESTION_RETRIES = 1;

const LINK_NOT_TAKEN =
  "The file's link does not end in its extension, as a template's header needs it, and 1MSG did not take it as an upload either; switch on the option Download File First, or give the file From Binary Data";

/** Sends files through `POST /sendFile`. One for each run of the node. */
export class OneMsgFileSender implements FileSender {
  readonly provider = ONE_MSG;
  private readonly history: HistorySearch;
  private readonly uploads: MediaUploads;
  private readonly windows: SessionWindows;
  private readonly templates: TemplateSender;
  private readonly signal: AbortSignal | undefined;

  constructor(
    private readonly client: OneMsgClient,
    private readonly clock: Clock,
    { signal, hint, execution }: SendRun,
  ) {
    this.signal = signal;
    const repetition = { clock, signal, retries: QUESTION_RETRIES };
    this.history = new HistorySearch({
      ...{ client, clock, execution: execution ?? {} },
      channel: channelOf(client.channel, clock),
    });
    this.uploads = new MediaUploads(client, clock, signal);
    this.windows = new SessionWindows(windowSource(client, clock), repetition);
    this.templates = new TemplateSender({
      ...repetition,
      hint,
      rules: ONE_MSG_TEMPLATES,
      list: async (repetition) => await listTemplates(client, repetition),
      post: async (body) =>
        readSendAnswer(await client.post('sendTemplate', body), clock.now(), body),
      mediaOf: async (request) => await this.headerMedia(request),
      begin: (request, template) => this.history.begin(request, { template }),
    });
  }

  get account(): Account {
    return this.client.channel;
  }

  expectSend(what?: 'file' | 'template'): () => void {
    if (what === 'template') this.templates.expectSend();
    return this.client.expectCall();
  }

  async send(request: SendRequest): Promise<SendOutcome> {
    const { file } = request;
    const shared = file.source === 'bytes' && file.shared;
    const upload = shared ? await this.uploads.upload(file.key, file.bytes) : undefined;
    if (upload?.exchange) {
      const failed = readFailedUpload(upload.exchange, this.clock.now());
      // Else the file goes in the message itself.
      if (failed.code === 'RATE_LIMITED') return failed;
    }
    if (upload && this.signal?.aborted) return STOPPED;
    if (request.due && !(await request.due())) return STOPPED;
    return await this.attempt(request, async () => {
      this.history.begin(request, fileTrace(request));
      const exchange = await this.post(request, upload?.mediaId);
      return readSendAnswer(exchange, this.clock.now(), sendFileBody(request));
    });
  }

  /** @param mediaId of the request's file, where it was uploaded */
  private async post(request: SendRequest, mediaId: string | undefined): Promise<HttpExchange> {
    const { file, mediaType } = request;
    const fields = sendFileBody(request);
    if (file.source !== 'bytes') return await this.client.post('sendFile', fields);
    return mediaId
      ? await this.client.post('sendFile', { ...fields, mediaId, mediaType })
      : await this.client.postFile('sendFile', fields, file.bytes);
  }

  async sendTemplate(request: SendRequest, template: TemplateMessage): Promise<SendOutcome> {
    return await this.attempt(request, () => this.templates.send(request, template));
  }

  /** Tells the history what came of an attempt that has begun, whatever it was. */
  private async attempt(
    request: SendRequest,
    send: () => Promise<SendOutcome>,
  ): Promise<SendOutcome> {
    let outcome: SendOutcome = { kind: 'unknown', text: 'something went wrong in n8n' };
    try {
      outcome = await send();
      return outcome;
    } finally {
      this.history.end(request, outcome);
    }
  }

  async window(recipient: Recipient): Promise<SessionWindow> {
    return await this.windows.window(recipient);
  }

  async settle(request: SendRequest): Promise<Settlement> {
    return await this.history.find(request);
  }

  /** The request's file as a template's header takes it: bytes, and links without an extension, are uploaded for that. */
  private async headerMedia({
    file,
    filename,
  }: SendRequest): Promise<HeaderMedia | { failed: FailedUpload } | undefined> {
    if (file.source === 'none') return undefined;
    if (file.source === 'mediaId') return { id: file.mediaId };
    if (file.source === 'url' && endsAsItsFile(file.url, filename)) return { link: file.url };
    const { mediaId, exchange } =
      file.source === 'url'
        ? await this.uploads.uploadLink(file.url)
        : await this.uploads.upload(file.key, file.bytes);
    if (!exchange) return { id: mediaId };
    const failed = readFailedUpload(exchange, this.clock.now());
    const isOfLink = file.source === 'url' && failed.code === 'INVALID_FILE';
    return { failed: isOfLink ? { ...failed, text: LINK_NOT_TAKEN } : failed };
  }

  labelsSent(request: SendRequest): Pick<SendRequest, 'filename' | 'caption'> {
    return this.templates.labelsSent(request);
  }

  async delivery(id: string): Promise<DeliveryAnswer> {
    return await askDelivery(this.client, id, () => this.clock.now());
  }

  describe(request: SendRequest): Record<string, unknown> {
    const template = this.templates.describe(request);
    const url = methodUrl(this.client.channel, template ? 'sendTemplate' : 'sendFile');
    return { method: 'POST', url, body: template ?? sendFileBody(request) };
  }
}

/** The JSON body of `sendFile` (1msg-api.md#sendfile has the table of its fields), but for a file's bytes. */
function sendFileBody(request: SendRequest): Record<string, unknown> {
  const { recipient, file, filename, caption, quotedMessageId, voiceNote } = request;
  return {
    ...recipientFields(recipient),
    ...(file.source === 'url' && { body: file.url }),
    ...(file.source === 'mediaId' && { mediaId: file.mediaId, mediaType: file.mediaType }),
    ...(filename && { filename }),
    ...(caption && { caption }),
    ...(quotedMessageId && { quotedMsgId: quotedMessageId }),
    ...(voiceNote && { voice: true }),
  };
}
