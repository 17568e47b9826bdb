import type { Clock } from '../../shared/clock';
import type { SendRequest, TemplateMessage } from '../../shared/sending/file-sender';
import { InputError } from '../../shared/input-error';
import type { NotSent, Refused, SendOutcome } from '../../shared/sending/send-outcome';
import { STOPPED } from '../../shared/sending/send-outcome';
import type { TemplateTrace } from './message-trace';
import type { OneMsgClient } from './one-msg-client';
import { readSendAnswer } from './read-send-answer';
import type { HeaderMedia } from './send-template';
import { cannotGo, cleanTemplateText, sendTemplateBody, takesFile } from './send-template';
import { filledBody } from './template-variables';
import type { Template, TemplatesAnswer } from './templates';
import { listTemplates, templateId } from './templates';
import { messageOf } from '../../shared/thrown';
import { isTransient } from '../../shared/http/repeat-exchange';

/** What a {@link TemplateSender} works with. */
export interface TemplateSenderOptions {
  client: OneMsgClient;
  clock: Clock;
  /** How often the list of templates is asked for again when there is no answer. */
  retries: number;
  signal?: AbortSignal;
  /** Puts a request's file where a template can take it from. Asked only when one does. */
  mediaOf(request: SendRequest): Promise<HeaderMedia | { failed: NotSent | Refused }>;
  /** Hears of each attempt before it is made, and what its message can be recognised by. */
  begin: (request: SendRequest, trace: TemplateTrace) => void;
  /** Tells the user something that is no error. */
  hint: (text: string) => void;
}

/** What went out in place of a request's file. */
export interface SentTemplate {
  body: Record<string, unknown>;
  /** Whether the file is in its header. */
  withFile: boolean;
  trace: TemplateTrace;
}

/** Sends templates in place of files. One for each run: the channel's templates are listed once. */
export class TemplateSender {
  private list: Promise<TemplatesAnswer> | undefined;
  private readonly sent = new WeakMap<SendRequest, SentTemplate>();

  constructor(private readonly options: TemplateSenderOptions) {}

  /** Makes exactly one attempt. Never throws for what happens on the network. */
  async send(request: SendRequest, message: TemplateMessage): Promise<SendOutcome> {
    const { client, clock, signal, begin, hint } = this.options;
    const prepared = await this.prepare(request, message);
    if ('kind' in prepared) return prepared;
    if (signal?.aborted) return STOPPED;
    this.sent.set(request, prepared);
    begin(request, prepared.trace);
    const outcome = readSendAnswer(await client.post('sendTemplate', prepared.body), clock.now());
    const isOnItsWay = outcome.kind === 'accepted' || outcome.kind === 'queued';
    if (isOnItsWay && message.includeFile && !prepared.withFile) hint(withoutFile(message));
    return outcome;
  }

  /** @returns what went out for the request last; undefined when no template did */
  sentFor(request: SendRequest): SentTemplate | undefined {
    return this.sent.get(request);
  }

  /** @returns what is to be sent, or why nothing can be */
  private async prepare(
    request: SendRequest,
    message: TemplateMessage,
  ): Promise<SentTemplate | Refused | NotSent> {
    try {
      const values = readValues(message);
      const template = await this.find(templateId(message));
      const withFile = takesFile({ request, message, values, template });
      const media = withFile ? await this.options.mediaOf(request) : undefined;
      if (media && 'failed' in media) return media.failed;
      const text = template && filledBody(template, values).trim();
      const { filename } = request;
      return {
        body: sendTemplateBody({ request, message, values, template, media }),
        withFile,
        trace: { ...(text && { text }), ...(withFile && filename && { filename }) },
      };
    } catch (error) {
      const code = error instanceof InputError ? error.code : 'REJECTED';
      return {
        kind: 'refused',
        code,
        text: messageOf(error),
      };
    }
  }

  /** @returns undefined when there is no such template, or the list could not be read */
  private async find(id: string): Promise<Template | undefined> {
    const list = (this.list ??= listTemplates(this.options.client, this.options));
    const answer = await list;
    if ('templates' in answer) return answer.templates.get(id);
    // What may pass is asked about again for the next item.
    if (isTransient(answer.unanswered) && this.list === list) this.list = undefined;
    return undefined;
  }
}

function readValues(message: TemplateMessage): Record<string, string> {
  try {
    return Object.fromEntries(
      Object.entries(message.variables()).map(([field, text]) => [field, cleanTemplateText(text)]),
    );
  } catch (error) {
    throw cannotGo(message, 'REJECTED', messageOf(error));
  }
}

function withoutFile({ name, language }: TemplateMessage): string {
  return `The template ${name} (${language}) has no header for a document, image or video, so it went out without the file. To send the file along, choose a template that has one.`;
}
