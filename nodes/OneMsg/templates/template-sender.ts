import type { Clock } from '../../shared/async/clock';
import type { SendRequest, TemplateMessage } from '../../shared/provider/file-sender';
import { InputError } from '../../shared/values/input-error';
import type { NotSent, Refused, SendOutcome } from '../../shared/provider/send-outcome';
import { STOPPED } from '../../shared/provider/send-outcome';
import type { TemplateTrace } from '../history/message-trace';
import type { OneMsgClient } from '../api/one-msg-client';
import { readSendAnswer } from '../api/read-send-answer';
import type { HeaderMedia } from './template-body';
import { cannotGo, cleanTemplateText, fillTemplate } from './template-body';
import { filledBody } from './template-variables';
import type { Template, TemplatesAnswer } from './templates';
import { listTemplates, NO_TEMPLATES, templateId } from './templates';
import { ONE_MSG } from '../api/channel';
import type { HttpExchange } from '../../shared/http/exchange';
import { isTransient } from '../../shared/http/repeat-exchange';
import { explainFailure } from '../../shared/provider/explain-failure';
import { tooFast } from '../../shared/provider/decide-outcome';
import { messageOf } from '../../shared/values/thrown';

/** What a {@link TemplateSender} works with. */
export interface TemplateSenderOptions {
  client: OneMsgClient;
  clock: Clock;
  /** How often the list of templates is asked for again when there is no answer. */
  retries: number;
  signal?: AbortSignal;
  /** Puts a request's file where a template can take it from. Asked only when one does. */
  mediaOf(request: SendRequest): Promise<HeaderMedia | { failed: NotSent | Refused } | undefined>;
  /** Hears of each attempt before it is made, and what its message can be recognised by. */
  begin: (request: SendRequest, trace: TemplateTrace) => void;
  /** Tells the user something that is no error. */
  hint: (text: string) => void;
}

/** What went out for a request, mostly in place of its file. */
export interface SentTemplate {
  body: Record<string, unknown>;
  /** Whether the file is in its header. */
  withFile: boolean;
  /** The file's name, where the customer sees it: images and videos have none. */
  filename: string | undefined;
  trace: TemplateTrace;
}

/** Sends templates, in place of files or at once. One for each run: the channel's templates are listed once. */
export class TemplateSender {
  private list: Promise<TemplatesAnswer> | undefined;
  private readonly sent = new WeakMap<SendRequest, SentTemplate>();

  constructor(private readonly options: TemplateSenderOptions) {}

  /** Makes exactly one attempt. Never throws for what happens on the network. */
  async send(request: SendRequest, message: TemplateMessage): Promise<SendOutcome> {
    const { client, clock, signal, begin, hint } = this.options;
    const prepared = await this.prepare(request, message);
    if ('kind' in prepared) return prepared;
    if (signal?.aborted || (request.due && !(await request.due()))) return STOPPED;
    this.sent.set(request, prepared);
    begin(request, prepared.trace);
    const exchange = await client.post('sendTemplate', prepared.body);
    const outcome = readSendAnswer(exchange, clock.now(), prepared.body);
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
  ): Promise<SentTemplate | SendOutcome> {
    try {
      const values = readValues(message);
      const template = await this.find(message);
      if ('kind' in template) return template;
      const filled = fillTemplate({ request, message, values, template });
      const media = filled.takes && (await this.options.mediaOf(request));
      if (media && 'failed' in media) return media.failed;
      const text = filledBody(template, values).trim();
      const { filename } = request;
      return {
        body: filled.body(media),
        withFile: media !== undefined,
        filename: filled.takes === 'document' ? filename : undefined,
        trace: { text, ...(media && filename && { filename }) },
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

  /** @returns the template as the channel lists it, or why it cannot go out: what it takes nobody else tells */
  private async find(message: TemplateMessage): Promise<Template | SendOutcome> {
    const list = (this.list ??= listTemplates(this.options.client, this.options));
    const answer = await list;
    if ('templates' in answer) {
      const template = answer.templates.get(templateId(message));
      if (template) return template;
      throw cannotGo(message, 'REJECTED', notListed(message, [...answer.templates.values()]));
    }
    const { unanswered } = answer;
    // What may pass is asked about again with the next attempt.
    if (isTransient(unanswered) && this.list === list) this.list = undefined;
    return unlisted(message, unanswered, this.options.clock.now());
  }
}

function notListed({ name }: TemplateMessage, templates: readonly Template[]): string {
  const languages = templates.filter((one) => one.name === name).map(({ language }) => language);
  return languages.length > 0
    ? `the channel has it in ${languages.join(', ')} only`
    : 'the channel has no template of this name; choose one from the list';
}

/** @param exchange that was to tell of the channel's templates @param now milliseconds since the epoch */
function unlisted(message: TemplateMessage, exchange: HttpExchange, now: number): SendOutcome {
  const { message: said, errorCode } = explainFailure(exchange, ONE_MSG, NO_TEMPLATES);
  const text = `the channel's templates could not be listed: ${said}`;
  if (errorCode === 'UNREACHABLE') return { kind: 'notSent', code: errorCode, text };
  if (exchange.kind === 'answer' && errorCode === 'RATE_LIMITED')
    return tooFast(exchange, text, now);
  if (exchange.kind === 'answer' && errorCode === 'UNAUTHORIZED')
    return { kind: 'refused', code: errorCode, text, httpStatus: exchange.status };
  throw cannotGo(message, 'REJECTED', text);
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
