import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';
import { closeSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { createConnection, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** A server to be started: n8n, Redis, PostgreSQL, a registry. */
export interface ProcessOptions extends Pick<SpawnOptions, 'cwd' | 'uid' | 'gid'> {
  /** What to call it when it does not start. */
  title: string;
  program: string;
  args: string[];
  /** Default: this process's own environment. */
  env?: NodeJS.ProcessEnv;
  /** The file that all it prints is appended to; it works in that folder. */
  logFile: string;
  /** Words in its log that say it is ready, or the port of loopback on which it then takes connections. */
  readyWhen: string | number;
  /** How often that is looked at; default: every 100 ms. */
  pollMs?: number;
  /** How long it may take until it is ready; default: a minute. */
  startWithinMs?: number;
  /** What asks it to end. Default: SIGTERM. */
  stopSignal?: NodeJS.Signals;
  /** How long it is waited for then, before it is killed; default: 15 seconds. */
  stopWithinMs?: number;
}

/** A server that was started: it can be ended, and started again as it was. */
export interface RunningProcess {
  /** Another one after each start. */
  pid(): number;
  /** Everything printed so far, stdout and stderr, over all starts. */
  log(): string;
  /** Asks it to end, kills it when it does not. */
  stop(): Promise<void>;
  /** Ends it at once, as a crash would. */
  kill(): Promise<void>;
  /** Starts it again, once it has ended. @param changes to its environment, for this time */
  start(changes?: Record<string, string>): Promise<void>;
}

/** Starts a server and waits until it is ready. However this process ends, the server does not outlive it. */
export async function startProcess(options: ProcessOptions): Promise<RunningProcess> {
  const { stopSignal = 'SIGTERM' } = options;
  let running = await startOnce(options, {});
  return {
    pid: () => running.child.pid ?? 0,
    log: () => readFileSync(options.logFile, 'utf8'),
    stop: () => running.end(stopSignal),
    kill: () => running.end('SIGKILL'),
    start: async (changes = {}) => {
      running = await startOnce(options, changes);
    },
  };
}

async function startOnce(options: ProcessOptions, changes: Record<string, string>) {
  const { title, program, args, env, logFile, readyWhen, pollMs = 100 } = options;
  const { startWithinMs = 60_000, stopWithinMs = 15_000 } = options;
  const output = openSync(logFile, 'a');
  const read = () => readFileSync(logFile, 'utf8');
  const startsAt = read().length;
  const child = spawn(program, args, {
    ...{ uid: options.uid, gid: options.gid },
    cwd: options.cwd ?? dirname(logFile),
    env: { ...(env ?? process.env), ...changes },
    stdio: ['ignore', output, output],
    detached: process.platform !== 'win32',
  });
  closeSync(output);
  track(child);
  const exited = new Promise<void>((resolve) => {
    child.once('exit', () => resolve());
    child.once('error', () => resolve());
  });
  const hasEnded = () =>
    child.pid === undefined || child.exitCode !== null || child.signalCode !== null;
  const end = async (signal: NodeJS.Signals) => {
    if (hasEnded()) return;
    signalGroup(child, signal);
    const killer = setTimeout(() => signalGroup(child, 'SIGKILL'), stopWithinMs);
    await exited;
    clearTimeout(killer);
  };
  const isReady = async () =>
    typeof readyWhen === 'number'
      ? await takesConnections(readyWhen)
      : read().slice(startsAt).includes(readyWhen);
  const deadline = Date.now() + startWithinMs;
  while (!(await isReady())) {
    if (hasEnded() || Date.now() > deadline) {
      await end('SIGKILL');
      const tail = read().trimEnd().split('\n').slice(-40).join('\n');
      throw new Error(`${title} did not get ready. The end of its log:\n${tail}`);
    }
    await sleep(pollMs);
  }
  return { child, end };
}

const takesConnections = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = createConnection({ port, host: '127.0.0.1' });
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });

const children = new Set<ChildProcess>();
let isGuarded = false;

/**
 * Makes sure that a child started with `detached: true` does not outlive this process, however it
 * ends: its whole process group is killed (n8n starts task runners, npm starts compilers).
 */
export function track(child: ChildProcess): void {
  exitOnSignals();
  children.add(child);
  child.once('exit', () => children.delete(child));
  if (isGuarded) return;
  isGuarded = true;
  // First of all: what they write to is removed on exit, too.
  process.prependListener('exit', () => {
    for (const each of children) signalGroup(each, 'SIGKILL');
  });
}

/** Without a listener a signal ends a process and no 'exit' is emitted, so that nothing is cleaned up. */
export function exitOnSignals(): void {
  const numbers = { SIGHUP: 1, SIGINT: 2, SIGTERM: 15 } as const;
  for (const [signal, number] of Object.entries(numbers)) {
    if (process.listenerCount(signal) === 0) process.once(signal, () => process.exit(128 + number));
  }
}

/** Sends a signal to a child and all that it started. */
function signalGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  try {
    if (process.platform === 'win32') child.kill(signal);
    else process.kill(-child.pid, signal);
  } catch {
    // It has ended already.
  }
}

/** Makes a folder in the system's temp folder that is removed when this process ends. */
export function temporaryFolder(prefix: string): string {
  mkdirSync(tmpdir(), { recursive: true });
  const folder = mkdtempSync(join(tmpdir(), prefix));
  exitOnSignals();
  process.once('exit', () => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));
  return folder;
}

/** Gives a TCP port on loopback that nobody listens on at this moment: the preferred one if it is free. */
export const freePort = async (preferred = 0): Promise<number> =>
  (await tryPort(preferred)) ?? (await tryPort(0)) ?? 0;

const tryPort = (port: number): Promise<number | undefined> =>
  new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) =>
      error.code === 'EADDRINUSE' ? resolve(undefined) : reject(error),
    );
    server.listen(port, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' ? address?.port : undefined));
    });
  });
