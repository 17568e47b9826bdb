import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { temporaryFolder } from '../../../lab/servers/start-process';

/** What a process holds, once memory was tidied up. */
export interface ProcessState {
  /** Milliseconds since the epoch. */
  at: number;
  /** JavaScript's heap and what it holds outside of it. */
  usedMb: number;
  residentMb: number;
  sockets: number;
  timers: number;
  /** Of the process itself. */
  listeners: number;
}

const WITHIN_MS = 30_000;
const file = join(temporaryFolder('1msg-bench-state-'), 'state.jsonl');

/** What a process is to be started with, so that {@link processState} can ask it. */
export const STATE_ENVIRONMENT = {
  NODE_OPTIONS: `--require ${join(__dirname, 'process-state.hook.cjs')}`,
  BENCH_STATE_FILE: file,
};

/** Asks n8n's process what it holds. */
export async function processState(pid: number): Promise<ProcessState> {
  const before = states().length;
  process.kill(pid, 'SIGUSR2');
  const deadline = Date.now() + WITHIN_MS;
  while (Date.now() < deadline) {
    const state = states()[before];
    if (state) return state;
    await sleep(100);
  }
  throw new Error('n8n did not tell what it holds');
}

function states(): ProcessState[] {
  if (!existsSync(file)) return [];
  const lines = readFileSync(file, 'utf8').split('\n').slice(0, -1);
  return lines.map((line) => JSON.parse(line) as ProcessState);
}
