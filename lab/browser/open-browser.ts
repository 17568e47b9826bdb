import { spawn } from 'node:child_process';

/** What opens an address on each system, as its desktop would. */
const OPENERS: Partial<Record<NodeJS.Platform, string[]>> = {
  darwin: ['open'],
  win32: ['cmd', '/c', 'start', '""'],
  linux: ['xdg-open'],
};

/** Opens an address in the user's browser, if there is a user with one; nothing happens otherwise. */
export function openBrowser(url: string): void {
  const isWatched = process.stdout.isTTY && !process.env.CI;
  const [program, ...args] = OPENERS[process.platform] ?? [];
  if (!isWatched || !program) return;
  const opening = spawn(program, [...args, url], { stdio: 'ignore', detached: true });
  opening.once('error', () => undefined); // there is none
  opening.unref();
}
