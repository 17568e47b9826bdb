import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createConnection } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

import { signalGroup, track } from '../../lab/n8n/child-processes';
import { freePort } from '../../lab/n8n/free-port';

/** A Redis of a test's own, which keeps everything in memory and forgets it when it is killed. */
export class RedisServer {
  private child: ChildProcess | undefined;

  private constructor(private readonly port: number) {}

  /** Starts it on a free port of loopback. */
  static async start(): Promise<RedisServer> {
    const server = new RedisServer(await freePort());
    await server.restart();
    return server;
  }

  get url(): string {
    return `redis://127.0.0.1:${this.port}`;
  }

  /** Starts it again on the same port, empty. */
  async restart(): Promise<void> {
    const settings = ['--port', String(this.port), '--bind', '127.0.0.1', '--save', ''];
    this.child = spawn('redis-server', settings, { stdio: 'ignore', detached: true });
    track(this.child);
    const failed = once(this.child, 'error').then(([error]) => Promise.reject(error as Error));
    const ready = (async () => {
      while (!(await this.takesConnections())) await sleep(20);
    })();
    await Promise.race([ready, failed]);
  }

  /** As when the machine it runs on is gone. */
  async kill(): Promise<void> {
    const { child } = this;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    signalGroup(child, 'SIGKILL');
    await ended;
  }

  private async takesConnections(): Promise<boolean> {
    return await new Promise((resolve) => {
      const socket = createConnection({ port: this.port, host: '127.0.0.1' });
      socket.once('connect', () => resolve(socket.destroy() !== undefined));
      socket.once('error', () => resolve(false));
    });
  }
}
