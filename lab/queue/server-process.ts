import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { createConnection } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

import { signalGroup, track } from '../n8n/child-processes';

/** A server that is not n8n. */
export interface ServerProcess {
  pid: number | undefined;
  stop(): Promise<void>;
}

const READY_MS = 60_000;
const STOP_PATIENCE_MS = 15_000;

/** Starts a server and waits until it takes connections on its port of loopback. */
export async function startServer(
  program: string,
  args: string[],
  port: number,
  logFile: string,
  options: Pick<SpawnOptions, 'cwd' | 'uid' | 'gid'> = {},
): Promise<ServerProcess> {
  const output = openSync(logFile, 'a');
  const child = spawn(program, args, {
    ...options,
    stdio: ['ignore', output, output],
    detached: true,
  });
  closeSync(output);
  track(child);
  const ended = new Promise<void>((resolve) => {
    child.once('exit', () => resolve());
    child.once('error', () => resolve());
  });
  const deadline = Date.now() + READY_MS;
  while (!(await takesConnections(port))) {
    if (hasEnded(child) || Date.now() > deadline) {
      signalGroup(child, 'SIGKILL');
      throw new Error(`${program} did not start:\n${readFileSync(logFile, 'utf8').slice(-4000)}`);
    }
    await sleep(100);
  }
  return {
    pid: child.pid,
    stop: async () => {
      if (hasEnded(child)) return;
      // To PostgreSQL: do not wait for clients. Redis and Verdaccio end on it, too.
      signalGroup(child, 'SIGINT');
      const killer = setTimeout(() => signalGroup(child, 'SIGKILL'), STOP_PATIENCE_MS);
      await ended;
      clearTimeout(killer);
    },
  };
}

const hasEnded = (child: ChildProcess): boolean =>
  child.pid === undefined || child.exitCode !== null || child.signalCode !== null;

const takesConnections = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = createConnection({ port, host: '127.0.0.1' });
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
