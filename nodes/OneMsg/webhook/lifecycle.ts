import type { IDataObject, IHookFunctions } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';
import { readPhoneFilter } from '../../shared/delivery/phone-filter';
import { isLoopback } from '../../shared/http/loopback';
import { n8nClock } from '../../shared/n8n/n8n-clock';
import type { Channel } from '../api/channel';
import { channelClient } from '../operations/channel-client';
import { ChannelWebhooks } from './channel-webhooks';
import type { Place } from './registration';
import { register, unregister } from './registration';
import { deriveSecret } from './secret';
import { FINISHED, RECEIVED, triggerOptions } from './trigger-options';
import { maskUrl } from './webhook-list';

const TIMEOUT_MS = 10_000;

/** What activation leaves for deactivation, in the node's static data. */
interface Registered extends IDataObject {
  channelId: string;
  /** It is the editor's test listener that was registered. */
  test: boolean;
}

/** Puts the trigger's URL on the channel, or says what is missing for that. @throws {NodeOperationError} */
export async function activate(context: IHookFunctions): Promise<void> {
  const options = triggerOptions(context);
  await checkPhoneNumbers(context, options.phoneNumbers);
  const address = ownAddress(context);
  if (options.register === false) {
    if (options.webhookSecret?.trim()) return;
    throw failed(
      context,
      `Set the option Webhook Secret, and paste this URL into the channel's webhooks in 1MSG, with that secret at its end: ${address}?secret=YOUR_SECRET`,
    );
  }
  const client = await channelClient(context, TIMEOUT_MS);
  const { channel } = client;
  checkReachable(context, address, channel);
  const secret = deriveSecret(channel);
  const webhooks = new ChannelWebhooks(client, n8nClock, [secret]);
  const place = placeOf(context, `${address}?secret=${secret}`);
  try {
    await register(webhooks, place, n8nClock);
  } catch (error) {
    throw failed(
      context,
      `The webhook could not be added to channel ${channel.id}: ${reason(error)}`,
    );
  }
  try {
    await webhooks.configure(options.retryUntilAcknowledged !== false);
  } catch (error) {
    const left = await unregister(webhooks, place, n8nClock).then(
      () => '',
      () => `. Its URL is still among the channel's webhooks: ${maskUrl(place.url)}`,
    );
    throw failed(
      context,
      `Delivery statuses could not be switched on for channel ${channel.id}: ${reason(error)}${left}`,
    );
  }
  remember(context, { channelId: channel.id, test: context.getMode() === 'manual' });
}

/**
 * Takes the trigger's URL off the channel.
 * @throws {NodeOperationError} that names what is left behind. n8n ends the deactivation all the same, and
 * shows the error or logs it. For a test listener it is only logged, as n8n could not end that one then
 */
export async function deactivate(context: IHookFunctions): Promise<void> {
  if (triggerOptions(context).register === false) return;
  const registered = context.getWorkflowStaticData('node').registered as Registered | undefined;
  const place = placeOf(context, ownAddress(context));
  try {
    const client = await channelClient(context, TIMEOUT_MS);
    const former = registered?.channelId ?? client.channel.id;
    await unregister(new ChannelWebhooks(client, n8nClock, []), place, n8nClock);
    remember(context, undefined);
    if (former !== client.channel.id)
      throw leftBehind(
        context,
        place,
        former,
        `the credential now names channel ${client.channel.id}`,
      );
  } catch (error) {
    const problem =
      error instanceof LeftBehindError
        ? error
        : leftBehind(context, place, registered?.channelId, reason(error));
    if (!registered?.test) throw problem;
    context.logger.error(problem.message);
  }
}

class LeftBehindError extends NodeOperationError {}

function leftBehind(
  context: IHookFunctions,
  { url }: Place,
  channelId: string | undefined,
  why: string,
): LeftBehindError {
  const channel = channelId ? `channel ${channelId}` : 'its channel';
  return new LeftBehindError(
    context.getNode(),
    `The webhook ${maskUrl(url)} could not be removed from ${channel} and may be left behind there: ${why}. Remove it in the 1MSG panel; a channel takes only five`,
  );
}

function placeOf(context: IHookFunctions, url: string): Place {
  const addresses = [RECEIVED, FINISHED].flatMap(
    (name) => context.getNodeWebhookUrl(name as typeof RECEIVED) ?? [],
  );
  return { url, addresses };
}

function ownAddress(context: IHookFunctions): string {
  const name = triggerOptions(context).acknowledge === 'finished' ? FINISHED : RECEIVED;
  return context.getNodeWebhookUrl(name) ?? '';
}

function remember(context: IHookFunctions, registered: Registered | undefined): void {
  const data = context.getWorkflowStaticData('node');
  if (registered) data.registered = registered;
  else delete data.registered;
}

/** A URL of this machine would only take up one of the channel's places. */
function checkReachable(context: IHookFunctions, address: string, channel: Channel): void {
  if (!isLoopback(new URL(address).hostname) || isLoopback(new URL(channel.baseUrl).hostname))
    return;
  throw failed(
    context,
    `1MSG cannot reach this n8n at ${maskUrl(address)}. Make n8n reachable from the internet over https, and set the environment variable WEBHOOK_URL to that address`,
  );
}

async function checkPhoneNumbers(context: IHookFunctions, phoneNumbers = ''): Promise<void> {
  try {
    await readPhoneFilter(String(phoneNumbers));
  } catch (error) {
    throw failed(context, `The option Phone Numbers cannot be used: ${reason(error)}`);
  }
}

function failed(context: IHookFunctions, message: string): NodeOperationError {
  return new NodeOperationError(context.getNode(), message);
}

function reason(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
