import { setTimeout as sleep } from 'node:timers/promises';
import { Agent } from 'undici';

import type { QueueProvider } from './queue-provider';

/** One request that the sender has to get rid of. */
export interface Delivery {
  url: string;
  body: string;
  /** Names of the events in it. */
  events: string[];
}

/** How {@link sendAll} sends. */
export interface SendAllOptions {
  connections: number;
  /** How long a connection rests after a 200. Default 0. */
  restMs?: number;
  /** Called whenever a request got its 200. */
  onAcknowledged?: (count: number) => void;
}

/** What a sender has to tell of its work. */
export interface SendReport {
  /** Requests posted, repetitions included. */
  posts: number;
  /** Names of the events of requests that got a 200. */
  acknowledged: string[];
  seconds: number;
}

/** Nobody knows how long 1MSG waits for an answer. */
const ANSWER_MS = 30_000;
const PAUSE_MS = 1_000;
const MAX_ATTEMPTS = 60;
const DEADLINE_MS = 15 * 60_000;

/**
 * Posts deliveries as the providers do when they are told to repeat: each again and again until it gets a 200. Gives a
 * delivery up after 60 attempts, and everything after 15 minutes.
 */
export async function sendAll(
  deliveries: readonly Delivery[],
  { connections, restMs = 0, onAcknowledged }: SendAllOptions,
): Promise<SendReport> {
  const agent = new Agent({ connections, headersTimeout: ANSWER_MS, bodyTimeout: ANSWER_MS });
  const started = Date.now();
  const waiting = [...deliveries].reverse();
  const acknowledged: string[] = [];
  let posts = 0;
  let requests = 0;

  const post = async ({ url, body }: Delivery): Promise<boolean> => {
    posts++;
    const { origin, pathname, search } = new URL(url);
    try {
      const answer = await agent.request({
        origin,
        method: 'POST',
        path: pathname + search,
        headers: { 'content-type': 'application/json' },
        body,
      });
      await answer.body.dump();
      return answer.statusCode === 200;
    } catch {
      return false; // refused, cut off, or no answer in time
    }
  };
  const connection = async () => {
    for (let delivery = waiting.pop(); delivery; delivery = waiting.pop()) {
      for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt++) {
        if (Date.now() - started > DEADLINE_MS) return;
        if (await post(delivery)) {
          acknowledged.push(...delivery.events);
          onAcknowledged?.(++requests);
          await sleep(restMs);
          break;
        }
        await sleep(PAUSE_MS);
      }
    }
  };
  await Promise.all(Array.from({ length: connections }, connection));
  await agent.destroy();
  return { posts, acknowledged, seconds: Math.round((Date.now() - started) / 1000) };
}

/** Makes requests of one to five statuses (as many as the provider puts in one), each of another message; the URLs take turns. */
export function makeDeliveries(
  count: number,
  urls: readonly string[],
  { bodyOf, eventsARequest }: QueueProvider,
  prefix: string,
): Delivery[] {
  return Array.from({ length: count }, (_, request) => {
    const events = Array.from(
      { length: 1 + (request % eventsARequest) },
      (_each, index) => `wamid.${prefix}.${request}.${index}`,
    );
    const url = urls[request % urls.length] ?? '';
    return { url, body: JSON.stringify(bodyOf(events, request)), events };
  });
}
