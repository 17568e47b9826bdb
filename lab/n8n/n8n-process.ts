import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { dirname, delimiter } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { signalGroup, track } from './child-processes';
import type { N8nInstallation } from './install-n8n';

/** A first start migrates the database: about a minute. */
const LONGEST_START_MS = 5 * 60_000;

/** One process of n8n: the main one, a worker or a webhook processor. */
export interface N8nProcessOptions {
  installation: N8nInstallation;
  /** n8n's command: `['start']`, `['worker', '--concurrency=10']`, `['webhook']`. */
  command: string[];
  /** Its settings. Nothing that begins with N8N_ is taken over from this process. */
  env: Record<string, string>;
  /** The file that all it prints is appended to. */
  logFile: string;
  /** The words in its log that say it is ready. */
  readyWhen: string;
  /** How often its log is looked at; default: every 100 ms. */
  pollMs?: number;
}

/** A running process of n8n. */
export interface N8nProcess {
  child: ChildProcess;
  /** Everything printed so far, stdout and stderr. */
  log(): string;
  /** Asks it to end (executions running get their time), kills it when it does not. */
  stop(): Promise<void>;
  /** Ends it at once, as a crash would. */
  kill(): Promise<void>;
}

const STOP_PATIENCE_MS = 30_000;

/** Starts a process of n8n and waits until it says that it is ready. */
export async function startN8nProcess(options: N8nProcessOptions): Promise<N8nProcess> {
  const { installation, command, logFile, readyWhen, pollMs = 100 } = options;
  const output = openSync(logFile, 'a');
  const read = () => readFileSync(logFile, 'utf8');
  const startsAt = read().length;
  const child = spawn(installation.node, [installation.bin, ...command], {
    cwd: dirname(logFile),
    env: { ...inheritedEnvironment(installation.node), ...options.env },
    stdio: ['ignore', output, output],
    detached: process.platform !== 'win32',
  });
  closeSync(output);
  track(child);
  const exited = new Promise<void>((resolve) => {
    child.once('exit', () => resolve());
    child.once('error', () => resolve());
  });
  const hasEnded = () => child.pid === undefined || child.exitCode !== null || child.signalCode;

  const end = async (signal: NodeJS.Signals) => {
    if (hasEnded()) return;
    signalGroup(child, signal);
    const killer = setTimeout(() => signalGroup(child, 'SIGKILL'), STOP_PATIENCE_MS);
    await exited;
    clearTimeout(killer);
  };

  const deadline = Date.now() + LONGEST_START_MS;
  while (!read().slice(startsAt).includes(readyWhen)) {
    if (hasEnded() || Date.now() > deadline) {
      await end('SIGKILL');
      const what = `n8n ${installation.version} ${command.join(' ')}`;
      const tail = read().trimEnd().split('\n').slice(-40).join('\n');
      throw new Error(`${what} did not get ready. The end of its log:\n${tail}`);
    }
    await sleep(pollMs);
  }
  return { child, log: read, stop: () => end('SIGTERM'), kill: () => end('SIGKILL') };
}

function inheritedEnvironment(node: string): NodeJS.ProcessEnv {
  const env: NodeJS.ProcessEnv = {};
  for (const [name, value] of Object.entries(process.env)) {
    if (!/^(n8n_|npm_|node_options$|node_env$|jest_|webhook_url$|db_)/i.test(name))
      env[name] = value;
  }
  // n8n starts its task runner as `node`.
  env.PATH = `${dirname(node)}${delimiter}${process.env.PATH ?? ''}`;
  return env;
}
