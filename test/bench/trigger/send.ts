import { setTimeout as sleep } from 'node:timers/promises';
import type { Agent } from 'undici';

const BUSY_MS = 500;

/** What {@link sendFor} is to do. */
export interface Sending {
  url: string;
  makeBody: () => string;
  /** Its connections are kept open. */
  agent: Agent;
  connections: number;
  /** Nothing is sent later than that; what is under way is waited for. */
  seconds: number;
  /** Or when so many were sent, whatever comes first. */
  requests?: number;
  /** Says what is wrong with an answer. */
  problem?: (text: string) => string | undefined;
}

/**
 * Posts requests over connections that are kept open, each as soon as the connection's last one is answered.
 * @returns how many
 * @throws when an answer is not 200 or not what was expected: a wrong answer may be a quick one
 */
export async function sendFor(sending: Sending): Promise<number> {
  const { agent, connections, seconds, requests = Infinity } = sending;
  const { origin, pathname, search } = new URL(sending.url);
  const started = performance.now();
  const deadline = started + seconds * 1000;
  let sent = 0;
  const post = async (): Promise<void> => {
    const { statusCode, body } = await agent.request({
      origin,
      method: 'POST',
      path: pathname + search,
      headers: { 'content-type': 'application/json' },
      body: sending.makeBody(),
    });
    const text = await body.text();
    if (statusCode === 503) {
      // A machine so busy that n8n takes its database for lost, for a while.
      await sleep(BUSY_MS);
      return post();
    }
    const problem = statusCode === 200 ? sending.problem?.(text) : `HTTP ${statusCode}`;
    if (problem) throw new Error(`${pathname} answered ${text.slice(0, 300)}: ${problem}`);
  };
  const connection = async () => {
    while (performance.now() < deadline && sent < requests) {
      sent++;
      await post();
    }
  };
  await Promise.all(Array.from({ length: connections }, connection));
  return sent;
}
