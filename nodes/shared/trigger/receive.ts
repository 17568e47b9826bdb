import type { IDataObject, IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';
import { isChosen } from './choose-events';
import type { ProviderEvent } from '../events/delivery-event';
import { ofPhoneNumbers } from './phone-filter';
import { statusesInOrder } from '../events/status-order';
import type { Intake } from './event-intake';
import { FINISHED_RULES, intakesOf } from './event-intake';
import { EventLedger, MANNERS } from './event-ledger';
import type { RedisLink } from '../channel/redis-link';
import { n8nClock } from '../n8n/n8n-clock';
import type { Trigger, Refusal } from './admission';
import { admittedTo, refuseBody, refuseForReceived, refuseStranger } from './admission';
import { triggerName } from './registrations';
import { chosenEvents, triggerOptions } from './trigger-options';
import type { TriggerProvider } from './trigger-provider';
import { warnSparingly } from './warn-sparingly';
import { FINISHED } from './webhook-descriptions';
import type { Clock } from '../async/clock';
import type { JsonObject } from '../values/json';
import { isJsonObject, parseJsonObject } from '../values/json';

/** The provider sends the events again. */
const BUSY = 'The same events are being worked on, and have not ended well yet. Send them again';
const UNREADABLE = { status: 400, error: 'The body could not be read' } as const;

/** Time for an older n8n to make an execution after its answer, while it is busy with others. */
const BEGIN_MS = 500;

/** What was done with a request's events, as the provider is told; nothing of the events themselves. */
interface Tally extends IDataObject {
  /** Events that start the workflow. */
  started: number;
  /** Events that it has had before. */
  duplicate: number;
  /** Statuses that came after a greater one. */
  outdated: number;
  /** Events that it did not ask for, or of other phone numbers. */
  notChosen: number;
  /** Elements that are no event this node knows. */
  notUnderstood: number;
}

/**
 * Answers a request to the trigger's URL: turns strangers away, and starts the workflow with what is news.
 * Makes no network calls.
 */
export async function receive(
  context: IWebhookFunctions,
  provider: TriggerProvider,
): Promise<IWebhookResponseData> {
  const node = context.getNode();
  const name = `${context.getWorkflow().id}/${node.id}`;
  const turnAway = (refusal: Refusal) => refuse(context, name, provider.name, refusal);
  const { secret } = context.getQueryData() as IDataObject;
  if (typeof secret !== 'string' || !secret) return turnAway(refuseStranger(secret, provider.name));
  const options = triggerOptions(context, provider, node);
  const trigger: Trigger = { name, context, node, provider, options };
  const admit = async (anew = false) => await admittedTo(secret, trigger, anew);
  let admission = await admit();
  if (!admission) return turnAway(refuseStranger(secret, provider.name));
  // One that was registered may still get repetitions from before the option was changed.
  const isForReceived = context.getWebhookName() !== FINISHED;
  if (!options.register && options.acknowledge === 'finished' && isForReceived)
    return turnAway(refuseForReceived());
  const request: unknown = context.getRequestObject();
  const body = await readBody(request as WebhookRequest);
  let refusal = refuseBody(body, admission.accountId, provider);
  if (refusal?.status === 403 && !options.register) {
    // A secret set by hand does not show that the credential is another account's by now.
    admission = (await admit(true)) ?? admission;
    refusal = refuseBody(body, admission.accountId, provider);
  }
  if (refusal || !body) return turnAway(refusal ?? UNREADABLE);

  const { accountId, channel } = admission;
  const choices = chosenEvents(context, provider, node);
  const parsed = provider.parse(body, {
    provider: provider.id,
    channelId: accountId,
    receivedAt: new Date(n8nClock.now()).toISOString(),
    includeRaw: options.includeRaw,
  });
  const heardBy = triggerName(context.getWorkflow().id, node.id, context.getMode() === 'manual');
  void channel.hear(parsed.events, heardBy); // all of it, also what is not to start the workflow
  const chosen = await ofPhoneNumbers(
    parsed.events.filter((event) => isChosen(event, choices)),
    String(options.phoneNumbers ?? ''),
    provider.readRecipient,
  );
  const tally: Tally = {
    started: 0,
    duplicate: 0,
    outdated: 0,
    notChosen: parsed.events.length - chosen.length,
    notUnderstood: parsed.notUnderstood,
  };
  if (tally.notUnderstood > 0) warnOf(trigger, tally.notUnderstood);
  // Or what one request tells in the wrong order would be outdated by itself.
  return await start(trigger, statusesInOrder(chosen), tally, channel.link);
}

async function start(
  trigger: Trigger,
  events: ProviderEvent[],
  tally: Tally,
  redis: RedisLink | undefined,
): Promise<IWebhookResponseData> {
  const { context, options } = trigger;
  const isFinished = context.getWebhookName() === FINISHED;
  const { ignoreDuplicates, ignoreOutdated } = options;
  const rules = isFinished ? FINISHED_RULES : options;
  // What was shown in a test must not be kept from the workflow.
  const hasMemory =
    context.getMode() !== 'manual' && (ignoreDuplicates || (ignoreOutdated && !isFinished));
  if (!hasMemory || events.length === 0) return started(events, tally);

  const response = responseOf(context);
  const { received, finished } = intakesOf(trigger.name);
  const since = n8nClock.now();
  const local = isFinished ? await finished.take(events) : await received.take(events, rules);
  const isForAll = redis && local && local.news.length > 0;
  const intake: Intake | undefined = isForAll
    ? await ledgerOf(trigger, redis, isFinished).confirm(local, rules, since)
    : local;
  if (!intake) {
    response.status(503).json({ error: BUSY });
    return { noWebhookResponse: true };
  }
  const { news, duplicate, outdated } = intake;
  if (news.length > 0)
    void acknowledged(response, n8nClock, isFinished ? GIVE_UP_ON_WORKFLOW_MS : GIVE_UP_MS).then(
      (isAcknowledged) =>
        intake.settle(isAcknowledged, answersEarly(context) ? n8nClock.sleep(BEGIN_MS) : undefined),
    );
  return started(news, { ...tally, duplicate, outdated });
}

/** @returns what all processes know of the trigger */
function ledgerOf({ name, context, provider }: Trigger, link: RedisLink, isFinished: boolean) {
  const manner = isFinished ? 'finished' : 'received';
  return new EventLedger(link, n8nClock, `${name} ${manner}`, MANNERS[manner], () => {
    const reason = link.newTrouble();
    if (reason)
      context.logger.warn(
        `${provider.name} Send File Trigger cannot reach Redis (${reason}). Until it can, events that come again are recognised only by the process that has passed them on`,
      );
  });
}

/** Older n8n answers before it makes the execution; those with an egress filter for nodes do not. */
function answersEarly({ helpers }: IWebhookFunctions): boolean {
  return !('getSecureEgressFilter' in helpers);
}

function started(events: ProviderEvent[], tally: Tally): IWebhookResponseData {
  const webhookResponse = { ...tally, started: events.length };
  if (events.length === 0) return { webhookResponse };
  const items = events.map((event) => ({ json: event as unknown as IDataObject }));
  return { workflowData: [items], webhookResponse };
}

/** They are answered with 200 all the same: repeated they would be no clearer. */
function warnOf({ name, context, provider }: Trigger, notUnderstood: number): void {
  const what = notUnderstood === 1 ? 'one element' : `${notUnderstood} elements`;
  warnSparingly(
    context.logger,
    `${name}: not understood`,
    `${provider.name} Send File Trigger received ${what} that it cannot read as events; nothing was started for that`,
  );
}

function refuse(
  context: IWebhookFunctions,
  name: string,
  provider: string,
  { status, error }: Refusal,
): IWebhookResponseData {
  const message = `${provider} Send File Trigger turned a request away with ${status}: ${error}`;
  warnSparingly(context.logger, `${name}: ${error}`, message);
  responseOf(context).status(status).json({ error });
  return { noWebhookResponse: true };
}

// Express's types are not there when this is compiled, so the parts that are used are written down.

interface Response extends RequestEnd {
  status(code: number): Response;
  json(body: object): unknown;
}

function responseOf(context: IWebhookFunctions): Response {
  const response: unknown = context.getResponseObject();
  return response as Response;
}

/** The part of a Node HTTP response that tells how a request ended. */
interface RequestEnd {
  readonly closed: boolean;
  readonly writableEnded: boolean;
  readonly statusCode: number;
  once(event: 'close', listener: () => void): unknown;
}

const LOOK_AGAIN_MS = 100;
const LOOK_AGAIN_AT_MOST_MS = 1_000;
const GIVE_UP_MS = 60_000;
/** A workflow may go on long after the sender has hung up; what runs longer has its events again with their repetition. */
const GIVE_UP_ON_WORKFLOW_MS = 3_600_000;

/**
 * Waits until n8n has answered a request whose events were handed to it. Newer versions answer once
 * the execution is in the database or the queue, and with 500 when it could not be put there; or, where the answer
 * waits for the workflow, once that has ended, with 500 when it has failed.
 * @param giveUpMs how long to wait for n8n after the sender has hung up
 * @returns whether n8n has taken the events over: it answered, or meant to, with 2xx
 */
export async function acknowledged(
  response: RequestEnd,
  clock: Clock,
  giveUpMs = GIVE_UP_MS,
): Promise<boolean> {
  if (!response.closed) await new Promise<void>((resolve) => response.once('close', resolve));
  // The sender may hang up before n8n is done; what n8n answers into the void is the truth all the same.
  let pause = LOOK_AGAIN_MS;
  for (let waited = 0; !response.writableEnded; waited += pause) {
    if (waited >= giveUpMs) return false;
    pause = Math.min(Math.max(LOOK_AGAIN_MS, waited / 10), LOOK_AGAIN_AT_MOST_MS);
    await clock.sleep(pause);
  }
  return response.statusCode >= 200 && response.statusCode < 300;
}

/** The part of n8n's request object that a body is read from. */
interface WebhookRequest {
  /** What n8n made of the body, where it knows the content type. */
  body?: unknown;
  /** Without parameters, such as `application/json`. */
  contentType?: string;
  rawBody?: Buffer;
  /** Reads the body into `rawBody`, unpacked, if that has not been done. */
  readRawBody?(): Promise<void>;
}

/**
 * Reads a request's JSON. n8n has parsed it where the content type says JSON; under any other type it is
 * looked for in the bytes, as n8n hands over a text, a form, or nothing at all.
 * @returns undefined for what is no JSON object, or an empty one
 */
async function readBody(request: WebhookRequest): Promise<JsonObject | undefined> {
  const { contentType = '' } = request;
  if (contentType.startsWith('multipart/')) return undefined; // n8n has used the bytes up
  const body = contentType === 'application/json' ? request.body : await parseBytes(request);
  return isJsonObject(body) && Object.keys(body).length > 0 ? body : undefined;
}

async function parseBytes(request: WebhookRequest): Promise<unknown> {
  try {
    if (!request.rawBody) await request.readRawBody?.();
  } catch {
    return undefined; // cut off, wrongly packed, or larger than n8n takes
  }
  return parseJsonObject(request.rawBody?.toString('utf8') ?? '');
}
