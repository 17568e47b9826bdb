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
}

// The limit of the network: the same bodies through a bare undici pool, in a process that does nothing else.
answerCalls<PoolCalls>({
  send: async ({ origin, path, connections, bodies }) => {
    const cpu = process.cpuUsage();
    const started = performance.now();
    const pool = new Pool(origin, { connections });
    let next = 0;
    const worker = async () => {
      for (let body = bodies[next++]; body !== undefined; body = bodies[next++]) {
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
    await pool.close();
    return { seconds, cpuSeconds: (user + system) / 1e6 };
  },
});
