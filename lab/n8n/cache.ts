import { mkdir, readdir, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { unlinkSync } from 'node:fs';
import { homedir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** Where n8n and its Node.js are kept for the demo, the tests and the benchmark alike. */
export const cacheFolder = (): string =>
  join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'n8n-nodes-1msg-send-file');

const HEARTBEAT_MS = 10_000;
const ABANDONED_AFTER_MS = 60_000;

/**
 * Gives the cache folder `name`, filled by `install` when it is not there yet.
 *
 * The folder appears under its name only when it is complete: `install` works in a sibling, which
 * is renamed at the end. Who comes second while another process installs waits for that one; the
 * lock file's time is renewed as long as its owner lives, so that a killed one holds nobody up.
 */
export async function installOnce(
  name: string,
  install: (folder: string) => Promise<void>,
  report: (line: string) => void,
): Promise<string> {
  const target = join(cacheFolder(), name);
  if (await exists(target)) return target;
  await mkdir(dirname(target), { recursive: true });
  const lock = `${target}.lock`;
  for (let tries = 0; !(await acquire(lock)); tries++) {
    if (tries === 0) report(`Another process is installing ${name}; waiting for it …`);
    await sleep(500);
    if (await exists(target)) return target;
  }
  const renew = setInterval(() => {
    const now = new Date();
    utimes(lock, now, now).catch(() => undefined);
  }, HEARTBEAT_MS);
  const release = () => {
    clearInterval(renew);
    try {
      unlinkSync(lock);
    } catch {
      // Gone already: whoever took it for abandoned has removed it.
    }
  };
  process.once('exit', release);
  try {
    if (await exists(target)) return target;
    await removeLeftovers(target);
    const unfinished = `${target}.installing-${process.pid}`;
    await mkdir(unfinished, { recursive: true });
    await install(unfinished);
    await moveIntoPlace(unfinished, target);
    return target;
  } finally {
    process.off('exit', release);
    release();
  }
}

async function acquire(lock: string): Promise<boolean> {
  try {
    await writeFile(lock, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  const held = await stat(lock).catch(() => undefined);
  if (held && Date.now() - held.mtimeMs > ABANDONED_AFTER_MS) await rm(lock, { force: true });
  return false;
}

async function moveIntoPlace(unfinished: string, target: string): Promise<void> {
  try {
    await rename(unfinished, target);
  } catch (error) {
    // Two installed after all (a lock taken for abandoned): the first one there is as good.
    if (!(await exists(target))) throw error;
    await rm(unfinished, { recursive: true, force: true });
  }
}

async function removeLeftovers(target: string): Promise<void> {
  const folder = dirname(target);
  for (const entry of await readdir(folder)) {
    if (entry.startsWith(`${basename(target)}.installing-`)) {
      await rm(join(folder, entry), { recursive: true, force: true });
    }
  }
}

const exists = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );
