import type { IHookFunctions, INode, INodeProperties, IWebhookFunctions } from 'n8n-workflow';
import type { EventChoice } from './choose-events';
import { asText, tellText } from '../values/text';
import { InputError } from '../values/input-error';
import { readOption } from '../parameters/read-option';
import { holdsExpression } from '../parameters/holds-expression';
import type { TriggerOptions, TriggerProvider } from './trigger-provider';

/**
 * @param node n8n copies it each time it is asked for it
 * @throws {InputError} when an expression gives what cannot be used
 */
export const triggerOptions = (
  context: IHookFunctions | IWebhookFunctions,
  provider: Pick<TriggerProvider, 'fields'>,
  node: INode = context.getNode(),
): TriggerOptions =>
  readOptions(provider, parameterOf<Record<string, unknown>>(context, node, 'options', {}));

/** @param given by the options' names; nothing for their defaults */
export function readOptions(
  { fields }: Pick<TriggerProvider, 'fields'>,
  given: Record<string, unknown> = {},
): TriggerOptions {
  const { options = [] } = fields.find(({ type }) => type === 'collection') ?? {};
  const read = (options as INodeProperties[]).map((option) => {
    const value = given[option.name];
    return [option.name, option.type === 'string' ? value : readOption(option, value)] as const;
  });
  return Object.fromEntries(read) as unknown as TriggerOptions;
}

/** @returns the secret that a URL pasted by hand carries; empty where none is set */
export function secretByHand({ webhookSecret }: TriggerOptions): string {
  return asText(webhookSecret) ?? ''; // an object's would be the same for all
}

/**
 * @param events what the trigger offers
 * @param node as for {@link triggerOptions}
 * @returns the events that the trigger is to start its workflow with; a name that it does not offer costs the others nothing
 * @throws {InputError} where there are none, as nothing would ever start
 */
export function chosenEvents(
  context: IHookFunctions | IWebhookFunctions,
  { events }: Pick<TriggerProvider, 'events'>,
  node: INode = context.getNode(),
): ReadonlySet<EventChoice> {
  const given = givenEvents(context, node);
  const chosen = events.filter((name) => given.includes(name));
  if (chosen.length === 0) throw wrongEvents(given, events);
  return new Set(chosen);
}

/** As {@link chosenEvents}, where somebody can still set them right. @throws {InputError} for any name that is not offered */
export function checkEvents(
  context: IHookFunctions,
  { events }: Pick<TriggerProvider, 'events'>,
): void {
  const given = givenEvents(context, context.getNode());
  const isOffered = (name: unknown) => events.includes(name as EventChoice);
  if (given.length === 0 || !given.every(isOffered)) throw wrongEvents(given, events);
}

/** An expression may give them as a text with commas. */
function givenEvents(context: IHookFunctions | IWebhookFunctions, node: INode): unknown[] {
  const given: unknown = parameterOf(context, node, 'events', [] as EventChoice[]);
  if (Array.isArray(given)) return given;
  const names = typeof given === 'string' ? given.split(',') : [given];
  return names
    .map((name: unknown) => (typeof name === 'string' ? name.trim() : (name ?? '')))
    .filter((name) => name !== '');
}

function wrongEvents(given: unknown[], events: readonly EventChoice[]): InputError {
  return new InputError(
    'REJECTED',
    `The field Events has to contain at least one of ${events.join(', ')}, and nothing else. It is ${tellText(JSON.stringify(given))}`,
  );
}

/** On every request, so n8n is asked only for what it has to evaluate. */
function parameterOf<Value>(
  context: IHookFunctions | IWebhookFunctions,
  { parameters }: INode,
  name: string,
  fallback: Value & object,
): Value {
  const written = parameters[name];
  return written === undefined || holdsExpression(written)
    ? (context.getNodeParameter(name, fallback) as Value)
    : (written as Value);
}
