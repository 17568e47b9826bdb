import { existsSync, readFileSync } from 'node:fs';

const EVERY_MS = 5;
const TICK_MS = 10;
const PAGE_MB = 4096 / 1024 / 1024;

interface Sample {
  at: number;
  cpuMs: number;
  memoryMb: number;
}

/** What a process used in a stretch of time. */
export interface Usage {
  /** CPU seconds of all its threads. */
  cpuSeconds: number;
  /** Resident memory at the beginning, in MB. */
  startMb: number;
  /** The most that was seen, in MB. */
  peakMb: number;
}

/** Looks every 5 ms at what a process has used (/proc), so that it can be told for any stretch of time. */
export class ProcessWatch {
  private readonly samples: Sample[] = [];
  private readonly timer: NodeJS.Timeout;

  constructor(private readonly pid: number) {
    this.look();
    this.timer = setInterval(() => this.look(), EVERY_MS);
  }

  /** Resident memory when it began to look, in MB. */
  get firstMb(): number {
    return this.samples[0]!.memoryMb;
  }

  /** @param from as `to`: milliseconds since the epoch */
  between(from: number, to: number): Usage {
    this.look();
    const inside = this.samples.filter(({ at }) => at >= from && at <= to);
    const start = this.at(from);
    const end = this.at(to);
    return {
      cpuSeconds: (end.cpuMs - start.cpuMs) / 1000,
      startMb: start.memoryMb,
      peakMb: Math.max(start.memoryMb, ...inside.map(({ memoryMb }) => memoryMb)),
    };
  }

  /** CPU seconds that the process has used since it was started. */
  sinceItsStart(): { cpuSeconds: number } {
    this.look();
    return { cpuSeconds: this.samples.at(-1)!.cpuMs / 1000 };
  }

  stop(): void {
    clearInterval(this.timer);
  }

  private at(time: number): Sample {
    const after = this.samples.findIndex(({ at }) => at >= time);
    const next = this.samples[after] ?? this.samples.at(-1)!;
    const last = this.samples[after - 1] ?? next;
    const part = next.at > last.at ? Math.min(1, (time - last.at) / (next.at - last.at)) : 0;
    const between = (a: number, b: number) => a + (b - a) * part;
    return {
      at: time,
      cpuMs: between(last.cpuMs, next.cpuMs),
      memoryMb: between(last.memoryMb, next.memoryMb),
    };
  }

  /** Whether the process is there no more. */
  get ended(): boolean {
    return !existsSync(`/proc/${this.pid}`);
  }

  private look(): void {
    if (this.ended) return;
    // The second field is the program's name, which may hold spaces.
    const stat = readFileSync(`/proc/${this.pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
    this.samples.push({
      at: Date.now(),
      cpuMs: (Number(stat[11]) + Number(stat[12])) * TICK_MS,
      memoryMb: Number(stat[21]) * PAGE_MB,
    });
  }
}
