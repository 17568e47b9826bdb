import type { IDataObject, IHookFunctions } from 'n8n-workflow';
import type { Account } from '../provider/account';
import type { Endpoint, FormerEndpoint } from './trigger-provider';
import { isSameEndpoint, isSamePath } from './webhook-url';

/** What activation leaves for deactivation, in the node's static data. */
export interface Registered {
  /** The workflow's ID: a copy of a workflow can come with what the original noted. */
  workflow?: string;
  /** The account's ID; unknown until its registration has begun. */
  channelId?: string;
  /** The account's host; unknown, too, where that was registered before it was noted. */
  baseUrl?: string;
  /** It is the editor's test listener that was registered. */
  test: boolean;
  /** What the provider's registrar left. */
  left?: IDataObject;
}

/** @returns what names a trigger among those of its channel; the editor's test listener is one of its own */
export const triggerName = (workflow: string | undefined, node: string, test: boolean): string =>
  `${workflow}/${node}${test ? ' test' : ''}`;

/** By address, since the editor's test listener has another one than the active workflow, at the same time. */
export function registeredBefore(
  context: IHookFunctions,
  endpoint: Endpoint,
): Registered | undefined {
  return registrations(context)[endpoint.addresses[0] ?? ''];
}

/** @param registered undefined where nothing is registered any more */
export function remember(
  context: IHookFunctions,
  endpoint: Pick<Endpoint, 'addresses'>,
  registered: Registered | undefined,
): void {
  const [address = ''] = endpoint.addresses;
  const data = context.getWorkflowStaticData('node');
  const all = registrations(context);
  if (!registered) begun.delete(nameOf(context, endpoint));
  if (registered) all[address] = { ...registered, workflow: context.getWorkflow().id };
  else delete all[address];
  // As text: n8n wraps each object of the static data in a proxy anew for every request to the trigger.
  if (Object.keys(all).length > 0) data.registrations = JSON.stringify(all);
  else delete data.registrations;
}

/** @returns whether it is on that account that something is registered */
export function isOn(
  account: Account,
  { channelId, baseUrl = account.baseUrl }: Registered,
): boolean {
  return channelId === account.id && baseUrl === account.baseUrl;
}

/** @returns where the node is registered on the account under addresses that n8n had before its public address was changed */
export function formerEndpoints(
  context: IHookFunctions,
  { addresses: [own = '', ...others] }: Endpoint,
  account: Account,
): FormerEndpoint[] {
  return Object.entries(registrations(context)).flatMap(([address, registered]) => {
    const { test, left } = registered;
    const isFormer = isOn(account, registered) && !test && isSamePath(address, own);
    if (!isFormer || isSameEndpoint(address, own)) return [];
    const moved = others.map((other) => new URL(new URL(other).pathname, address).href);
    return [{ addresses: [address, ...moved], left }];
  });
}

/** Where a registration has begun in this process. One that fails may have left something behind all the same. */
const begun = new Set<string>();

/** Notes that the endpoint is about to be registered. */
export function begin(context: IHookFunctions, endpoint: Endpoint): void {
  begun.add(nameOf(context, endpoint));
}

/** @returns whether anything of the node is, or may be, at the provider */
export function mayBeRegistered(context: IHookFunctions, endpoint: Endpoint): boolean {
  return begun.has(nameOf(context, endpoint)) || Object.keys(registrations(context)).length > 0;
}

function nameOf(context: IHookFunctions, { addresses }: Pick<Endpoint, 'addresses'>): string {
  return `${context.getWorkflow().id} ${addresses[0]}`;
}

/** Notes that it is a test listener, before it is registered. */
export function rememberTest(context: IHookFunctions, endpoint: Endpoint): void {
  remember(context, endpoint, { ...registeredBefore(context, endpoint), test: true });
}

function registrations(context: IHookFunctions): Record<string, Registered> {
  const { registrations: noted } = context.getWorkflowStaticData('node');
  // A trigger that was activated before they were kept as text has left an object.
  const all = (typeof noted === 'string' ? JSON.parse(noted) : (noted ?? {})) as Record<
    string,
    Registered
  >;
  const { id } = context.getWorkflow();
  const own = Object.entries(all).filter(({ 1: each }) => (each.workflow ?? id) === id);
  return Object.fromEntries(own);
}
