import type { Account } from '../../shared/provider/account';
import type { Clock } from '../../shared/async/clock';
import type { Recipient } from '../../shared/whatsapp/recipient';
import type {
  FileSender,
  SendRequest,
  SendRun,
  TemplateMessage,
} from '../../shared/provider/file-sender';
import type { SendOutcome } from '../../shared/provider/send-outcome';
import { STOPPED } from '../../shared/provider/send-outcome';
import { SessionWindows } from '../../shared/provider/session-windows';
import type { SessionWindow } from '../../shared/whatsapp/session-window';
import { TemplateSender } from '../../shared/templates/template-sender';
import { listTemplates } from '../templates/number-templates';
import { NINETY_NINE_DIGITAL_TEMPLATES } from '../templates/template-body';
import type { NinetyNineDigitalClient } from './ninety-nine-digital-client';
import { methodUrl, NINETY_NINE_DIGITAL } from './number';
import { readSendAnswer } from './read-send-answer';
import { windowSource } from './session-windows';

/** Of what is asked before a send; the send itself says it again when 99digital cannot be reached. */
const QUESTION_RETRIES = 1;

/** Sends files through `POST /whatsapp/v2/sendFile`, and templates through `sendTemplate`, files as links. There is no history to settle unknown outcomes from. */
export class NinetyNineDigitalFileSender implements FileSender {
  readonly provider = NINETY_NINE_DIGITAL;
  private readonly windows: SessionWindows;
  private readonly templates: TemplateSender;

  constructor(
    private readonly client: NinetyNineDigitalClient,
    private readonly clock: Clock,
    private readonly run: Pick<SendRun, 'includeRequest' | 'signal' | 'hint'>,
  ) {
    const repetition = { clock, signal: run.signal, retries: QUESTION_RETRIES };
    this.windows = new SessionWindows(windowSource(client, clock), repetition);
    this.templates = new TemplateSender({
      ...repetition,
      hint: run.hint,
      rules: NINETY_NINE_DIGITAL_TEMPLATES,
      list: async (repetition) => await listTemplates(client, repetition),
      post: async (body) => {
        const exchange = await client.post('sendTemplate', body);
        return readSendAnswer(exchange, clock.now(), body, 'template');
      },
      mediaOf: ({ file }) =>
        Promise.resolve(file.source === 'url' ? { link: file.url } : undefined),
    });
  }

  get account(): Account {
    return this.client.account;
  }

  expectSend(what?: 'file' | 'template'): () => void {
    if (what === 'template') this.templates.expectSend();
    return this.client.expectCall();
  }

  async send(request: SendRequest): Promise<SendOutcome> {
    if (request.due && !(await request.due())) return STOPPED;
    const body = this.body(request);
    return readSendAnswer(await this.client.post('sendFile', body), this.clock.now(), body);
  }

  async sendTemplate(request: SendRequest, template: TemplateMessage): Promise<SendOutcome> {
    return await this.templates.send(request, template);
  }

  labelsSent(request: SendRequest): Pick<SendRequest, 'filename' | 'caption'> {
    return this.templates.labelsSent(request);
  }

  async window(recipient: Recipient): Promise<SessionWindow> {
    return await this.windows.window(recipient);
  }

  describe(request: SendRequest): Record<string, unknown> {
    const { account } = this.client;
    const template = this.templates.describe(request);
    const url = methodUrl(account, template ? 'sendTemplate' : 'sendFile');
    return { method: 'POST', url, body: { from: account.id, ...(template ?? this.body(request)) } };
  }

  private body({ recipient, file, caption, quotedMessageId, hosted }: SendRequest) {
    return {
      to: recipient.phone ?? recipient.chatId,
      ...(file.source === 'url' && { body: file.url }),
      ...(caption && { caption }),
      ...(quotedMessageId && { replyTo: quotedMessageId }),
      ...(hosted && { localStorage: 1 }),
      ...(this.run.includeRequest && { showRequest: 1 }),
    };
  }
}
