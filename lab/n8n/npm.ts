import { spawn } from 'node:child_process';
import { delimiter } from 'node:path';

import { track } from '../servers/start-process';

/** How {@link npm} is run. */
export interface NpmOptions {
  /** The folder it works in. */
  cwd: string;
  /** A folder with the `node` that npm and the scripts it starts are to run on; default: the system's. */
  nodeBin?: string;
  /** Called every 15 seconds with the seconds passed, for work that takes minutes. */
  onHeartbeat?: (seconds: number) => void;
}

const HEARTBEAT_MS = 15_000;
const TAIL_LINES = 40;

/** Runs npm and gives what it printed; an error carries the end of its output. */
export async function npm(args: string[], options: NpmOptions): Promise<string> {
  const started = Date.now();
  const env = { ...process.env };
  // `npm start` hands its own settings down in npm_config_*, of which ignore-scripts would hold here, too.
  for (const name of Object.keys(env)) if (/^npm_config_/i.test(name)) delete env[name];
  if (options.nodeBin) env.PATH = `${options.nodeBin}${delimiter}${env.PATH ?? ''}`;
  const child = spawn('npm', [...args, '--no-audit', '--no-fund', '--no-update-notifier'], {
    cwd: options.cwd,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: process.platform !== 'win32',
    shell: process.platform === 'win32',
  });
  track(child);
  let stdout = '';
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => {
    stdout += chunk.toString();
    output += chunk.toString();
  });
  child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const heartbeat = setInterval(
    () => options.onHeartbeat?.(Math.round((Date.now() - started) / 1000)),
    HEARTBEAT_MS,
  );
  try {
    const code = await new Promise<number | null>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', resolve);
    });
    if (code === 0) return stdout;
  } finally {
    clearInterval(heartbeat);
  }
  const tail = output.trimEnd().split('\n').slice(-TAIL_LINES).join('\n');
  throw new Error(`npm ${args.join(' ')} failed in ${options.cwd}:\n${tail}`);
}
