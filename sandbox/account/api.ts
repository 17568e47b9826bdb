import type { Failure, FailureTarget } from '../failures/failure';
import type { Answer } from '../http/answer';
import type { KeptFile } from '../world/types';
import type { ProviderAccount } from './provider-account';

/** An API request that was read. */
export interface ApiRequest {
  httpMethod: string;
  /** The path's variables; `method` is always among them. */
  params: Record<string, string>;
  query: Record<string, string | undefined>;
  authorization: string;
  /** Empty when the body is not a JSON object. */
  body: Record<string, unknown>;
}

/** An API request that was read and let in. */
export interface ApiCall<Account extends ProviderAccount> extends ApiRequest {
  account: Account;
  /** The files that data URIs in the body's field `body` held. */
  files: KeptFile[];
  /** What is planned to go wrong with what this call accepts. */
  failure: Failure | undefined;
}

export type ApiMethod<Account extends ProviderAccount> = (
  call: ApiCall<Account>,
) => Answer | Promise<Answer>;

/** A provider's HTTP API, as far as it is not the same for every provider. */
export interface ProviderApi<Account extends ProviderAccount> {
  /** The path of its methods, with `:method` in it. */
  path: string;
  /** Whether a request may be form-encoded, too; all its fields are texts then. */
  takesForms?: boolean;
  /** By method and HTTP verb. */
  methods: Record<string, Partial<Record<string, ApiMethod<Account>>>>;
  /** What a request is refused with that has no business here; undefined lets it in. */
  refusal(request: ApiRequest): Answer | undefined;
  /** Whom and which file a request is about, for failures that are planned for them. */
  aimOf(body: Record<string, unknown>): Omit<FailureTarget, 'method'>;
  /** What `{{token}}`, `{{channel}}`, `{{file}}`, `{{link}}` and `{{caption}}` in a failure's answer stand for. */
  ownWords(request: ApiRequest): Record<'token' | 'channel' | 'file' | 'link' | 'caption', string>;
  /** How a request is answered that is not JSON (400), has no method (404, 405) or broke the sandbox (500). */
  problem(status: number, text: string): Answer;
}
