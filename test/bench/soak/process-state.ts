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
}

/** What is open in it, too. */
export interface WholeState extends ProcessState {
  sockets: number;
  /** Those that keep no process alive, too. */
  timers: number;
  /** Of all objects. */
  listeners: number;
}

const WITHIN_MS = 120_000;

/** Asks a process of n8n what it holds. */
export class ProcessStates {
  private readonly file = join(temporaryFolder('1msg-bench-state-'), 'state.jsonl');

  /** What the process is to be started with. */
  readonly environment = {
    NODE_OPTIONS: `--require ${join(__dirname, 'process-state.hook.cjs')}`,
    BENCH_STATE_FILE: this.file,
  };

  /** @param pid the process's */
  async look(pid: number): Promise<ProcessState> {
    return await this.ask(pid, 'SIGUSR2');
  }

  /** While nothing is under way: that takes the process several seconds. */
  async lookAtAll(pid: number): Promise<WholeState> {
    return (await this.ask(pid, 'SIGURG')) as WholeState;
  }

  private async ask(pid: number, signal: NodeJS.Signals): Promise<ProcessState> {
    const before = this.read().length;
    process.kill(pid, signal);
    const deadline = Date.now() + WITHIN_MS;
    while (Date.now() < deadline) {
      const state = this.read()[before];
      if (state) return state;
      await sleep(100);
    }
    throw new Error('n8n did not tell what it holds');
  }

  private read(): ProcessState[] {
    if (!existsSync(this.file)) return [];
    const lines = readFileSync(this.file, 'utf8').split('\n').slice(0, -1);
    return lines.map((line) => JSON.parse(line) as ProcessState);
  }
}
