import { Agent } from 'undici';

/** What {@link sendFor} is to do. */
export interface Sending {
  url: string;
  makeBody: () => string;
  connections: number;
  /** Nothing is sent later than that; what is under way is waited for. */
  seconds: number;
  /** Or when so many were sent, whatever comes first. */
  requests?: number;
  /** Says what is wrong with an answer. */
  problem?: (text: string) => string | undefined;
}

/** What came of it. */
export interface Sent {
  answered: number;
  /** From the first request to the last answer. */
  seconds: number;
}

/**
 * Posts requests over connections that are kept open, each as soon as the connection's last one is answered.
 * @throws when an answer is not 200 or not what was expected: a wrong answer may be a quick one
 */
export async function sendFor(sending: Sending): Promise<Sent> {
  const { connections, seconds, requests = Infinity } = sending;
  const { origin, pathname, search } = new URL(sending.url);
  const agent = new Agent({ connections, pipelining: 1, keepAliveTimeout: 60_000 });
  const started = performance.now();
  const deadline = started + seconds * 1000;
  let sent = 0;
  const post = async () => {
    const { statusCode, body } = await agent.request({
      origin,
      method: 'POST',
      path: pathname + search,
      headers: { 'content-type': 'application/json' },
      body: sending.makeBody(),
    });
    const text = await body.text();
    const problem = statusCode === 200 ? sending.problem?.(text) : `HTTP ${statusCode}`;
    if (problem) throw new Error(`${pathname} answered ${text.slice(0, 300)}: ${problem}`);
  };
  const connection = async () => {
    while (performance.now() < deadline && sent < requests) {
      sent++;
      await post();
    }
  };
  try {
    await Promise.all(Array.from({ length: connections }, connection));
    return { answered: sent, seconds: (performance.now() - started) / 1000 };
  } finally {
    await agent.destroy();
  }
}
