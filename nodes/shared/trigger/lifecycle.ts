import type { IHookFunctions, INode } from 'n8n-workflow';
import { NodeOperationError, WebhookPathTakenError } from 'n8n-workflow';
import type { Account } from '../provider/account';
import { readPhoneFilter } from './phone-filter';
import { channelOf } from '../channel/channel';
import { n8nClock } from '../n8n/n8n-clock';
import { ADDRESS_SETTING, isLoopback } from '../http/loopback';
import { accountOf, connect } from '../n8n/connect';
import { forgetAdmission } from './admission';
import {
  begin,
  formerEndpoints,
  isOn,
  mayBeRegistered,
  registeredBefore,
  remember,
  rememberTest,
  triggerName,
} from './registrations';
import type { Registered } from './registrations';
import { isFinal } from './registration-error';
import { deriveSecret } from './secret';
import { checkEvents, readOptions, secretByHand, triggerOptions } from './trigger-options';
import type { Endpoint, TriggerOptions, TriggerProvider } from './trigger-provider';
import { FINISHED, RECEIVED } from './webhook-descriptions';
import { maskUrl } from './webhook-url';
import { messageOf } from '../values/thrown';

const TIMEOUT_MS = 10_000;
const CHANGES_IN_URL = /[+&#%]/;

/** Puts the trigger's URL where the provider calls it, or says what is missing for that. @throws {FinalError|NodeOperationError} */
export async function activate(context: IHookFunctions, provider: TriggerProvider): Promise<void> {
  const test = context.getMode() === 'manual';
  // Before anything can fail: n8n then has the listener deactivated, and would show what goes wrong there instead.
  if (test) rememberTest(context, endpointOf(context, ownAddress(context, {})));
  const options = await orFail(context, () => triggerOptions(context, provider));
  const address = ownAddress(context, options);
  await orFail(context, () => checkEvents(context, provider));
  await orFail(
    context,
    async () => await readPhoneFilter(String(options.phoneNumbers ?? ''), provider.readRecipient),
    'The option Phone Numbers cannot be used: ',
  );
  if (!options.register) {
    const secret = secretByHand(options);
    if (CHANGES_IN_URL.test(secret))
      throw failed(
        context,
        'The option Webhook Secret holds one of + & # %, which become something else in a URL: no request would be let in. Use letters and digits',
      );
    if (secret) return test ? undefined : await tellByHand(context, provider);
    throw failed(
      context,
      `Set the option Webhook Secret, and paste this URL into the ${provider.account}'s webhooks in ${provider.name}, with that secret at its end: ${address}?secret=YOUR_SECRET${test ? '. This one is for testing: for the published workflow, take the Production URL above.' : ''}`,
    );
  }
  const account = await orFail(
    context,
    async () => await accountOf(context, provider.credentialType, provider.readAccount),
  );
  checkReachable(context, address, account, provider);
  const secret = deriveSecret(account);
  const connection = connect(account, TIMEOUT_MS, context.helpers);
  const endpoint = endpointOf(context, `${address}?secret=${secret}`);
  const registered = registeredBefore(context, endpoint);
  const former = registered && isOn(account, registered) ? registered.left : undefined;
  try {
    const node = `${context.getWorkflow().id}/${context.getNode().id}`;
    const older = formerEndpoints(context, endpoint, account);
    begin(context, endpoint);
    const registration = { endpoint, options, node, test, former, formerEndpoints: older };
    const left = await provider.registrar(connection, [secret]).add(registration);
    remember(context, endpoint, { channelId: account.id, baseUrl: account.baseUrl, test, left });
    forgetAdmission(context.getNode(), provider);
    tellThatItIsThere(context, account);
  } catch (error) {
    if (isFinal(error)) throw failed(context, messageOf(error));
    throw new NodeOperationError(context.getNode(), messageOf(error));
  }
}

/** Those who wait for a delivery know then that there is a trigger. */
function tellThatItIsThere(context: IHookFunctions, account: Account): void {
  const name = nameOf(context, context.getMode() === 'manual');
  void channelOf(account, n8nClock).hear([], name);
}

/** They know then that it is there no more; where the credential cannot be read any more, Redis forgets it in a week. */
async function tellThatItIsGone(
  context: IHookFunctions,
  provider: TriggerProvider,
  { test = false, channelId, baseUrl }: Partial<Registered> = {},
): Promise<void> {
  const name = nameOf(context, test);
  const account = await accountOf(context, provider.credentialType, provider.readAccount);
  const former = { ...account, id: channelId ?? account.id, baseUrl: baseUrl ?? account.baseUrl };
  const channels = new Set([account, former].map((each) => channelOf(each, n8nClock)));
  for (const channel of channels) await channel.forgetTrigger(name);
}

const nameOf = (context: IHookFunctions, test: boolean): string =>
  triggerName(context.getWorkflow().id, context.getNode().id, test);

/** Where the URL is pasted by hand, nothing else needs the credential: one that cannot be used is no reason to fail. */
async function tellByHand(context: IHookFunctions, provider: TriggerProvider): Promise<void> {
  await accountOf(context, provider.credentialType, provider.readAccount).then(
    (account) => tellThatItIsThere(context, account),
    () => undefined,
  );
}

/**
 * Takes the trigger's URL off again.
 * @throws {NodeOperationError} that names what is left behind. n8n ends the deactivation all the same, and
 * logs the error; n8n 2's editor says "unpublished successfully" (seen in 2.40.7). For a test listener it is only logged, as n8n could not end that one then
 */
export async function deactivate(
  context: IHookFunctions,
  provider: TriggerProvider,
): Promise<void> {
  const options = readableOptions(context, provider);
  const noted = registeredBefore(context, endpointOf(context, ''));
  void tellThatItIsGone(context, provider, noted).catch(() => undefined);
  if (!options.register) return;
  const endpoint = endpointOf(context, ownAddress(context, options));
  // n8n 1 has a workflow deactivated, too, whose path another one has: what stands at the provider is that one's.
  if (!mayBeRegistered(context, endpoint)) return;
  const registered = registeredBefore(context, endpoint);
  const leftBehind = (channelId: string | undefined, why: string) =>
    new LeftBehindError(
      context.getNode(),
      `The webhook ${maskUrl(endpoint.url)} could not be removed from ${channelId ? `${provider.account} ${channelId}` : `its ${provider.account}`} and may be left behind there: ${why}. ${provider.cleanUp}`,
    );
  try {
    const account = await accountOf(context, provider.credentialType, provider.readAccount);
    const isOnOther = registered?.channelId !== undefined && !isOn(account, registered);
    const left = isOnOther ? undefined : registered?.left;
    const connection = connect(account, TIMEOUT_MS, context.helpers);
    const secrets = [deriveSecret(account)];
    const older = formerEndpoints(context, endpoint, account);
    const still = await provider.registrar(connection, secrets).remove(endpoint, left, older);
    // What is left behind stays on record: n8n repeats what fails, and shows only what the last time came to.
    if (isOnOther)
      throw leftBehind(
        registered.channelId,
        `the credential now names ${provider.account} ${account.id} at ${account.baseUrl}`,
      );
    remember(context, endpoint, undefined);
    if (still.length > 0) throw leftAtFormerAddress(context, provider, account, still);
    for (const each of older) remember(context, each, undefined);
  } catch (error) {
    const problem =
      error instanceof LeftBehindError
        ? error
        : leftBehind(registered?.channelId, messageOf(error));
    if (!registered?.test) throw problem;
    context.logger.error(problem.message);
  }
}

class LeftBehindError extends NodeOperationError {}

/** Only told of: where n8n was restored from a backup, it is the production's URL. */
function leftAtFormerAddress(
  context: IHookFunctions,
  { account, cleanUp }: TriggerProvider,
  { id }: Account,
  urls: readonly string[],
): LeftBehindError {
  return new LeftBehindError(
    context.getNode(),
    `The webhook ${urls.map(maskUrl).join(', ')} is left behind on ${account} ${id}: it has the address that this n8n had before ${ADDRESS_SETTING} was changed, and another n8n may have that now. If none has: ${cleanUp}`,
  );
}

function endpointOf(context: IHookFunctions, url: string): Endpoint {
  const addresses = [RECEIVED, FINISHED].flatMap(
    (name) => context.getNodeWebhookUrl(name as typeof RECEIVED) ?? [],
  );
  return { url, addresses };
}

function ownAddress(context: IHookFunctions, { acknowledge }: Partial<TriggerOptions>): string {
  const name = acknowledge === 'finished' ? FINISHED : RECEIVED;
  return context.getNodeWebhookUrl(name) ?? '';
}

/** A URL of this machine would only take up a place at the provider. */
function checkReachable(
  context: IHookFunctions,
  address: string,
  account: Account,
  { name }: TriggerProvider,
): void {
  if (!isLoopback(new URL(address).hostname) || isLoopback(new URL(account.baseUrl).hostname))
    return;
  throw failed(
    context,
    `${name} cannot reach this n8n at ${maskUrl(address)}. Make n8n reachable from the internet over https, and set the environment variable ${ADDRESS_SETTING} to that address`,
  );
}

/** Options that an expression spoils by now keep no URL at the provider. */
function readableOptions(context: IHookFunctions, provider: TriggerProvider): TriggerOptions {
  try {
    return triggerOptions(context, provider);
  } catch {
    return readOptions(provider);
  }
}

/** @param what begins the error's text @throws {FinalError} that goes on with what cannot be read */
async function orFail<T>(
  context: IHookFunctions,
  read: () => T | Promise<T>,
  what = '',
): Promise<T> {
  try {
    return await read();
  } catch (error) {
    throw failed(context, `${what}${messageOf(error)}`);
  }
}

/**
 * What trying again would not change. n8n 2 tries a publication five times, for 13 s and more, before it tells anybody
 * what went wrong, but for a webhook path that is taken; no other error of a node can say that it is final (2.40.7).
 */
export class FinalError extends WebhookPathTakenError {
  constructor(node: INode, message: string) {
    super(node.name);
    this.node = node;
    this.message = message;
  }
}

function failed(context: IHookFunctions, message: string): FinalError {
  return new FinalError(context.getNode(), message);
}
