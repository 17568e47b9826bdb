import { existsSync, readFileSync, writeFileSync } from 'node:fs';

/** Whether the system tells a process's peak memory and lets it be measured anew: Linux. */
export const peakMemoryIsKnown = existsSync('/proc/self/clear_refs');

/** Memory of a process in MB (1,048,576 bytes). */
export interface Memory {
  /** Resident now (VmRSS). */
  now: number;
  /** The most that was ever resident since {@link forgetPeakMemory} (VmHWM), however briefly. */
  peak: number;
}

/** Reads a process's memory from the kernel. Only where {@link peakMemoryIsKnown}. */
export function memoryOf(pid: number): Memory {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const field = (name: string) =>
    Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(status)?.[1]) / 1024;
  return { now: field('VmRSS'), peak: field('VmHWM') };
}

/** Makes the kernel measure a process's peak memory from now on. Only where {@link peakMemoryIsKnown}. */
export function forgetPeakMemory(pid: number): void {
  writeFileSync(`/proc/${pid}/clear_refs`, '5');
}
