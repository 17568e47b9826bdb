import type { Repetition } from '../http/repeat-exchange';
import { tooFast } from '../provider/decide-outcome';
import type { SendRequest, TemplateMessage } from '../provider/file-sender';
import type { NotSent, Refused, SendOutcome } from '../provider/send-outcome';
import { STOPPED } from '../provider/send-outcome';
import { InputError } from '../values/input-error';
import type { JsonObject } from '../values/json';
import { messageOf } from '../values/thrown';
import { cannotGo, cleanTemplateText, fillTemplate, templateTitle } from './fill-template';
import type {
  HeaderMedia,
  ListTemplates,
  Template,
  TemplateRules,
  TemplatesAnswer,
} from './template';

/** What a {@link TemplateSender} works with; the list of templates is asked for again as a {@link Repetition} says. */
export interface TemplateSenderOptions extends Repetition {
  /** What templates are like at the provider. */
  rules: TemplateRules;
  list: ListTemplates;
  /** Asks the provider to send one, and says what became of it. */
  post: (body: JsonObject) => Promise<SendOutcome>;
  /** Puts a request's file where a template can take it from. Asked only when one does. */
  mediaOf(request: SendRequest): Promise<HeaderMedia | { failed: NotSent | Refused } | undefined>;
  /** Hears of each attempt before it is made, and what its message can be recognised by. */
  begin?: (request: SendRequest, trace: TemplateTrace) => void;
  /** Tells the user something that is no error. */
  hint: (text: string) => void;
}

/** What a template can be recognised by in a chat's history. */
export interface TemplateTrace {
  /** The body with its variables filled in, where the template is known. */
  text?: string;
  /** The name of the file in its header. */
  filename?: string;
}

/** What went out for a request, mostly in place of its file. */
export interface SentTemplate {
  body: JsonObject;
  /** Whether the file is in its header. */
  withFile: boolean;
  /** The file's name, where the customer sees it: images and videos have none. */
  filename: string | undefined;
  /** What may be wrong where the provider refuses it: nobody knows what its header takes. */
  advice?: string;
  trace: TemplateTrace;
}

/** Sends templates, in place of files or at once. One for each run: the account's templates are listed once. */
export class TemplateSender {
  private list: Promise<TemplatesAnswer> | undefined;
  private readonly sent = new WeakMap<SendRequest, SentTemplate>();

  constructor(private readonly options: TemplateSenderOptions) {}

  /** Makes exactly one attempt. Never throws for what happens on the network. */
  async send(request: SendRequest, message: TemplateMessage): Promise<SendOutcome> {
    const { post, signal, begin, hint } = this.options;
    const prepared = await this.prepare(request, message);
    if ('kind' in prepared) return prepared;
    if (signal?.aborted || (request.due && !(await request.due()))) return STOPPED;
    this.sent.set(request, prepared);
    begin?.(request, prepared.trace);
    const outcome = advised(await post(prepared.body), prepared);
    const isOnItsWay = outcome.kind === 'accepted' || outcome.kind === 'queued';
    if (isOnItsWay && message.includeFile && !prepared.withFile) hint(withoutFile(message));
    return outcome;
  }

  /** Asks for the list before it is needed. A failure by then is none: it is asked for again when a message is due. */
  expectSend(): void {
    const list = this.listed();
    void list
      .catch(() => undefined)
      .then((answer) => {
        if (this.list === list && !(answer && 'templates' in answer)) this.list = undefined;
      });
  }

  /** @returns the body of `sendTemplate` that the user may see; undefined where no template went out or was to */
  describe(request: SendRequest): JsonObject | undefined {
    const { rules } = this.options;
    const { template } = request;
    return this.sent.get(request)?.body ?? (template && rules.bodyBefore(request, template));
  }

  /** @returns what the customer sees of a request's file: a template takes no caption along, and may take no file */
  labelsSent(request: SendRequest): Pick<SendRequest, 'filename' | 'caption'> {
    const template = this.sent.get(request);
    return template ? { filename: template.filename } : request;
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
      const filled = fillTemplate({ request, message, values, template }, this.options.rules);
      const media = filled.takes && (await this.options.mediaOf(request));
      if (media && 'failed' in media) return media.failed;
      const { filename } = request;
      return {
        body: filled.body(media),
        withFile: media !== undefined,
        filename: filled.takes === 'document' ? filename : undefined,
        ...headerAdvice(message, template, this.options.rules),
        trace: { text: filled.text.trim(), ...(media && filename && { filename }) },
      };
    } catch (error) {
      const code = error instanceof InputError ? error.code : 'REJECTED';
      return { kind: 'refused', code, text: messageOf(error) };
    }
  }

  private listed(): Promise<TemplatesAnswer> {
    return (this.list ??= this.options.list(this.options));
  }

  /** @returns the template as the account lists it, or why it cannot go out: what it takes nobody else tells */
  private async find(message: TemplateMessage): Promise<Template | SendOutcome> {
    const { rules, clock } = this.options;
    const list = this.listed();
    const answer = await list;
    if ('templates' in answer) {
      const template = answer.templates.get(rules.idOf(message));
      if (template) return template;
      throw cannotGo(message, notListed(message, rules, answer.templates));
    }
    // What may pass is asked about again with the next attempt.
    if (answer.passes && this.list === list) this.list = undefined;
    return unlisted(message, rules, answer, clock.now());
  }
}

const INCLUDE_FILE = "Put the File in the Template's Header";

/** Where the list does not tell of a header, the file decided, or that there was none. */
function headerAdvice(
  { includeFile, atOnce }: TemplateMessage,
  { header }: Template,
  { provider }: TemplateRules,
): Pick<SentTemplate, 'advice'> {
  if (header?.kind !== 'file' || header.sure) return {};
  const [none, one] = atOnce
    ? ['set File to None', 'choose one under File']
    : [`switch off ${INCLUDE_FILE}`, `switch on ${INCLUDE_FILE}`];
  const what = includeFile ? `if it takes no such file, ${none}` : `if it takes a file, ${one}`;
  return { advice: `${provider.name} does not list what this template's header takes: ${what}` };
}

function advised(outcome: SendOutcome, { advice }: SentTemplate): SendOutcome {
  const mayBeWhy = outcome.kind === 'refused' && outcome.code === 'REJECTED' && advice;
  return mayBeWhy ? { ...outcome, text: `${outcome.text} (${advice})` } : outcome;
}

function notListed(
  { name }: TemplateMessage,
  { provider }: TemplateRules,
  templates: ReadonlyMap<string, Template>,
): string {
  const ofName = [...templates.values()].filter((one) => one.name === name);
  return ofName.length > 0
    ? `the ${provider.account} has it in ${ofName.map(({ language }) => language).join(', ')} only`
    : `the ${provider.account} has no template of this name; choose one from the list`;
}

/** @param answer that was to tell of the templates @param now milliseconds since the epoch */
function unlisted(
  message: TemplateMessage,
  { provider }: TemplateRules,
  answer: Exclude<TemplatesAnswer, { templates: unknown }>,
  now: number,
): SendOutcome {
  const { unanswered: exchange, failure, passes } = answer;
  const { errorCode } = failure;
  const text = `the ${provider.account}'s templates could not be listed: ${failure.message}`;
  if (errorCode === 'UNREACHABLE') return { kind: 'notSent', code: errorCode, text };
  if (exchange.kind === 'answer' && errorCode === 'RATE_LIMITED')
    return tooFast(exchange, text, now);
  if (exchange.kind === 'answer' && errorCode === 'UNAUTHORIZED')
    return { kind: 'refused', code: errorCode, text, httpStatus: exchange.status };
  if (passes) return { kind: 'notSent', code: 'REJECTED', text };
  throw cannotGo(message, text);
}

function readValues(message: TemplateMessage): Record<string, string> {
  try {
    return Object.fromEntries(
      Object.entries(message.variables()).map(([field, text]) => [field, cleanTemplateText(text)]),
    );
  } catch (error) {
    throw cannotGo(message, messageOf(error));
  }
}

function withoutFile(message: TemplateMessage): string {
  return `The template ${templateTitle(message)} has no header for a document, image or video, so it went out without the file. To send the file along, choose a template that has one.`;
}
