import { readFileSync, readdirSync } from 'node:fs';

/**
 * The processor time that a process has taken with all its threads, in milliseconds. Beside a request's time
 * it tells what the process did from what others on the machine did.
 * @returns NaN where the system does not tell; Linux does, to the nanosecond
 */
export function processorTime(pid: number): number {
  const threads = `/proc/${pid}/task`;
  try {
    const nanoseconds = readdirSync(threads).map((thread) => timeOf(`${threads}/${thread}`));
    return nanoseconds.reduce((sum, each) => sum + each, 0) / 1e6 || NaN;
  } catch {
    return NaN;
  }
}

function timeOf(thread: string): number {
  try {
    return Number(readFileSync(`${thread}/schedstat`, 'utf8').split(' ')[0]);
  } catch {
    return 0; // it has just ended
  }
}
