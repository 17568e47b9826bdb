import type { IHookFunctions, INode, IWebhookFunctions } from 'n8n-workflow';
import type { EventChoice } from '../delivery/choose-events';
import { holdsExpression } from '../n8n/holds-expression';

/** The trigger's options as a workflow holds them; one that was never touched is not there. */
export interface TriggerOptions {
  /** Default true. */
  register?: boolean;
  /** As typed; an expression may give a number or null. */
  webhookSecret?: string | number | null;
  /** Default `received`. */
  acknowledge?: 'received' | 'finished';
  /** Default true. */
  retryUntilAcknowledged?: boolean;
  /** Default true. */
  ignoreDuplicates?: boolean;
  /** Default true. */
  ignoreOutdated?: boolean;
  /** 99digital only. Default false. */
  replaceExisting?: boolean;
  /** As typed; an expression may give a number or null. */
  phoneNumbers?: string | number | null;
  /** Default false. */
  includeRaw?: boolean;
}

/** The webhook that answers at once, and the one that answers when the workflow has ended. */
export const RECEIVED = 'default';
export const FINISHED = 'setup';

/** @param node n8n copies it each time it is asked for it */
export function triggerOptions(
  context: IHookFunctions | IWebhookFunctions,
  node: INode = context.getNode(),
): TriggerOptions {
  return parameterOf<TriggerOptions>(context, node, 'options', {});
}

/** @returns the secret that a URL pasted by hand carries; empty where none is set */
export function secretByHand({ webhookSecret }: TriggerOptions): string {
  return String(webhookSecret ?? '').trim();
}

/** The events that the trigger is to start its workflow with. */
export function chosenEvents(context: IWebhookFunctions, node: INode): ReadonlySet<EventChoice> {
  return new Set(parameterOf<EventChoice[]>(context, node, 'events', []));
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
