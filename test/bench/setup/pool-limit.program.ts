import { Pool } from 'undici';

import { answerCalls } from './child-program';

/** The functions of this program. */
export interface PoolCalls {
  send(order: PoolOrder): Promise<{ seconds: number; cpuSeconds: number }>;
}

/** What is to be posted, and over how many connections. */
export interface PoolOrder {
  origin: string;
  path: string;
  connections: number;
  bodies: string[];
  /** At one server, each asked about by HEAD before the body of its place is posted; by a pool of their own. */
  links?: string[];
}

// The limit of the network: the same requests through bare undici pools, in a process that does nothing else.
answerCalls<PoolCalls>({
  send: async ({ origin, path, connections, bodies, links = [] }) => {
    const cpu = process.cpuUsage();
    const started = performance.now();
    const pool = new Pool(origin, { connections });
    const files =
      links[0] === undefined ? undefined : new Pool(new URL(links[0]).origin, { connections });
    // undici would close a connection after HEAD.
    const heads = links.map(async (link) => {
      const answer = await files?.request({
        path: new URL(link).pathname,
        method: 'HEAD',
        reset: false,
      });
      await answer?.body.dump();
    });
    let next = 0;
    const worker = async () => {
      for (let at = next++; at < bodies.length; at = next++) {
        const body = bodies[at];
        await heads[at];
        const response = await pool.request({
          path,
          method: 'POST',
          headers: { 'content-type': 'application/json', authorization: 'Bearer bench-token' },
          body,
        });
        await response.body.json();
      }
    };
    await Promise.all(Array.from({ length: Math.min(connections, bodies.length) }, worker));
    const seconds = (performance.now() - started) / 1000;
    const { user, system } = process.cpuUsage(cpu);
    await Promise.all([pool.close(), files?.close()]);
    return { seconds, cpuSeconds: (user + system) / 1e6 };
  },
});
