import type { HttpExchange } from '../http/exchange';
import type { Repetition } from '../http/repeat-exchange';
import type { Explanation } from '../provider/explain-outcome';
import type { SendRequest, TemplateMessage } from '../provider/file-sender';
import type { Provider } from '../provider/provider';
import type { JsonObject } from '../values/json';

/** A message template of an account. */
export interface Template {
  name: string;
  /** Such as `en` or `pt_BR`; empty where the provider does not say. */
  language: string;
  /** In lower case, such as `approved`, `paused`, `rejected`; empty where the provider does not say. */
  status: string;
  /** Only 1MSG's have one. Undefined where neither its own row nor all the others name one and the same. */
  namespace?: string;
  header?: TemplateHeader;
  /** With `{{1}}` or `{{name}}` where variables go; empty where the provider does not say. */
  body: string;
  /** What was given as examples when the template was approved. */
  examples?: { header: Examples; body: Examples };
  /** All of them that are listed, in their order: a parameter of 1MSG's names its button by the place. */
  buttons: TemplateButton[];
  /** Types of what else it consists of, in lower case, such as `carousel`. */
  others: string[];
}

/** Values by the number of a placeholder, counted from 1 in their order, or by its name. */
export type Examples = Readonly<Record<string, string>>;

/** What a template's header can take of files. */
export type HeaderKind = 'document' | 'image' | 'video';

/**
 * A header that takes something. `file`: a file of whatever kind, `sure` false where it may take none.
 * `other`: of a kind (in lower case) that the node does not know, or of none.
 */
export type TemplateHeader =
  | { kind: 'text'; text: string }
  | { kind: HeaderKind }
  | { kind: 'file'; sure: boolean }
  | { kind: 'other'; format: string };

/** A button of a template. */
export interface TemplateButton {
  /** In lower case, such as `url`, `copy_code`, `flow`, `quick_reply`. */
  type: string;
  text: string;
  /** Of a `url` button. */
  url: string;
  /** What was given as an example for its variable: the end of the link, or a code. */
  example?: string;
}

/** What names a template. */
export type TemplateName = Pick<TemplateMessage, 'name' | 'language'>;

/** One place in a template that is filled in for each message. */
export interface TemplateVariable {
  /** As the contract names it, such as `body_1`: `body_2` is `{{2}}`, wherever that stands. */
  field: string;
  part: 'header' | 'body' | 'button';
  /** The text that it stands in. */
  text: string;
  /** As it stands there, such as `{{1}}`; empty for the code of a Copy Code button. */
  placeholder: string;
  /** Counted from 0, of the template's buttons; for `part` button only. */
  button?: number;
  /** What was given as an example for it when the template was approved. */
  example?: string;
  /** Set where nobody can tell whether the template has it: when it is wanted, as the end of a sentence. */
  optional?: string;
}

/** An account's templates by their IDs, or the exchange that should have told of them. */
export type TemplatesAnswer =
  | { templates: ReadonlyMap<string, Template> }
  | {
      unanswered: HttpExchange;
      failure: Explanation;
      /** Whether asking again may well help. */
      passes: boolean;
    };

/** A file as a template's header takes it: a link, or at 1MSG the ID of media that was uploaded. */
export type HeaderMedia = { link: string } | { id: string };

/** What a template is sent with. */
export interface TemplateSend {
  request: SendRequest;
  message: Pick<TemplateMessage, 'name' | 'language' | 'includeFile' | 'atOnce' | 'unlessOpen'>;
  /** Cleaned, by the contract's names; empty ones are missing. */
  values: Record<string, string>;
  /** As the account lists it. */
  template: Template;
}

/** What templates are like at one provider. */
export interface TemplateRules {
  provider: Provider;
  /** A template's ID, for those who have to enter one, and what it consists of: "its name and language". */
  id: { example: string; consistsOf: string };
  /** @returns undefined for a text that is no template's ID */
  readId(id: string): TemplateName | undefined;
  /** @returns the ID by which workflows name a template */
  idOf(template: TemplateName): string;
  /** The variables of a template, in the order in which people read them. */
  variablesOf(template: Template): TemplateVariable[];
  /** What is offered for a template that an expression names: which one it is shows when the workflow runs. */
  usualFields: readonly string[];
  /** Why a template cannot be sent here, besides what holds everywhere: a phrase without a full stop. */
  whyUnfit(template: Template): string | undefined;
  /** Finds what else is wrong. @param takes what goes in the header @throws {InputError} */
  check?(send: TemplateSend, takes: HeaderKind | undefined): void;
  /** What the body of `sendTemplate` says before the template is filled in. */
  bodyBefore(request: SendRequest, template: TemplateName): JsonObject;
  /** The JSON body of `sendTemplate`. @param header the file in it, where the header takes one */
  body(send: TemplateSend, header?: { kind: HeaderKind; media: HeaderMedia }): JsonObject;
}

/** Lists all of an account's templates, whatever their status. */
export type ListTemplates = (repetition: Repetition) => Promise<TemplatesAnswer>;
