import type { IDataObject, INodeProperties } from 'n8n-workflow';
import type { sharedTriggerOptions } from '../description/trigger';
import type { ValueOf } from '../parameters/read-option';
import type { Account } from '../provider/account';
import type { EventChoice } from './choose-events';
import type { EventOrigin } from '../events/make-event';
import type { ParsedPayload } from '../events/delivery-event';
import type { ApiConnection } from '../provider/api-client';
import type { JsonObject } from '../values/json';
import type { Provider } from '../provider/provider';
import type { Recipient } from '../whatsapp/recipient';

/** The values of a trigger's options by their names, each with its default where it was not touched. */
export type OptionsOf<Option extends INodeProperties> = {
  // A text is as typed; an expression may give a number or null.
  [Each in Option as Each['name']]: Each['type'] extends 'string'
    ? string | number | null | undefined
    : ValueOf<Each>;
};

/** Those that all triggers have. */
export type TriggerOptions = OptionsOf<ReturnType<typeof sharedTriggerOptions>[number]>;

/** A trigger's own endpoint among the webhooks that a provider calls. */
export interface Endpoint {
  /** What the provider is to call, secret included. */
  url: string;
  /** All addresses that are this trigger's: what is registered under one of them is its own, with whatever secret. */
  addresses: readonly string[];
}

/** An endpoint that the same trigger had when n8n had another address, before its public address was changed. */
export interface FormerEndpoint {
  addresses: readonly string[];
  /** What {@link WebhookRegistrar.add} left then. */
  left: IDataObject | undefined;
}

/** What is to happen when a trigger is activated. */
export interface Registration {
  endpoint: Endpoint;
  options: TriggerOptions;
  /** The node: the same for the active workflow and for the editor's test listener. */
  node: string;
  /** It is the test listener. */
  test: boolean;
  /** What {@link WebhookRegistrar.add} left when it was called before and never taken back. */
  former: IDataObject | undefined;
  /** Left alone, as another n8n may have that address now; and never brought back. */
  formerEndpoints: readonly FormerEndpoint[];
}

/** Where an account of a provider keeps the webhooks that it calls. */
export interface WebhookRegistrar {
  /**
   * Puts the trigger's URL there, and switches on what it needs.
   * @returns what {@link remove} has to know
   * @throws an Error whose message is a sentence that says what to do. Nothing is left half done, or it says what
   */
  add(registration: Registration): Promise<IDataObject>;
  /**
   * Takes it away again, and nothing else.
   * @param former what `add` returned; undefined where that is not known
   * @param formerEndpoints as in a {@link Registration}
   * @returns the URLs of former endpoints that the provider still calls
   * @throws an Error whose message says why, as the end of a sentence without full stop
   */
  remove(
    endpoint: Endpoint,
    former: IDataObject | undefined,
    formerEndpoints: readonly FormerEndpoint[],
  ): Promise<readonly string[]>;
}

/** The parts of the trigger that differ between providers. */
export interface TriggerProvider extends Pick<Provider, 'id' | 'name' | 'account'> {
  /** What its trigger can be asked for. */
  events: readonly EventChoice[];
  /** What its trigger shows in the editor. */
  fields: readonly INodeProperties[];
  /** The credential's type. */
  credentialType: string;
  /** What to do about a URL that was left behind; the end of an error's text. */
  cleanUp: string;
  /** @throws {CredentialError} */
  readonly readAccount: (fields: Record<string, unknown>) => Account;
  /** Reads an entry of the option Phone Numbers. @throws {RecipientError} */
  readonly readRecipient: (input: unknown) => Promise<Recipient>;
  /** @param connection to the account @param secrets texts besides its token that must not appear in errors */
  registrar(connection: ApiConnection, secrets: readonly string[]): WebhookRegistrar;
  /** @returns false when the body is for another account than the one with this ID */
  readonly isFor: (body: JsonObject, accountId: string) => boolean;
  /** Reads a request's events. Never throws; a broken element does not cost the good ones. */
  parse(body: JsonObject, origin: EventOrigin): ParsedPayload;
}
