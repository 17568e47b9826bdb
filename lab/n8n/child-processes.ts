import type { ChildProcess } from 'node:child_process';

const running = new Set<ChildProcess>();
let isGuarded = false;

/**
 * Makes sure that a child started with `detached: true` does not outlive this process, however it
 * ends: its whole process group is killed (n8n starts task runners, npm starts compilers).
 */
export function track(child: ChildProcess): void {
  exitOnSignals();
  running.add(child);
  child.once('exit', () => running.delete(child));
  if (isGuarded) return;
  isGuarded = true;
  // First of all: what they write to is removed on exit, too.
  process.prependListener('exit', () => {
    for (const each of running) signalGroup(each, 'SIGKILL');
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
export function signalGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  try {
    if (process.platform === 'win32') child.kill(signal);
    else process.kill(-child.pid, signal);
  } catch {
    // It has ended already.
  }
}
