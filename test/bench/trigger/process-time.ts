import { readFileSync } from 'node:fs';

const TICKS_PER_SECOND = 100; // USER_HZ, which Linux shows to programs on every machine

/**
 * The processor time that a process has taken with all its threads, in milliseconds. Beside a request's time
 * it tells what the process did from what others on the machine did.
 * @returns undefined where there is no /proc
 */
export function processorTime(pid: number): number | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The program's name, in brackets, may have spaces in it.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return ((Number(fields[11]) + Number(fields[12])) * 1000) / TICKS_PER_SECOND;
  } catch {
    return undefined;
  }
}
