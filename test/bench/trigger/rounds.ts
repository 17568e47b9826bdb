import { KINDS, type Kind, LOADS, type Load, type Setting } from './kinds';
import { type MeasuredN8n, measure, warmUp } from './measure';
import type { Measurement } from './results';
import { SUBJECTS, type Subject } from './subjects';

const subjects = Object.keys(SUBJECTS) as Subject[];
const kinds = Object.keys(KINDS) as Kind[];
const loads = Object.keys(LOADS) as Load[];

/**
 * Measures all subjects under one of n8n's settings, in rounds. In each round they come right after each
 * other, every time in another order, so that whatever else the machine does hits all of them alike.
 */
export async function measureAll(
  n8n: MeasuredN8n,
  setting: Setting,
  rounds: number,
  seconds: number,
): Promise<Measurement[]> {
  for (const kind of kinds)
    for (const subject of subjects) await warmUp(n8n, subject, kind, seconds);

  const measurements: Measurement[] = [];
  for (let round = 0; round < rounds; round++) {
    for (const load of loads)
      for (const kind of kinds)
        for (const subject of rotated(subjects, round)) {
          const measured = await measure(n8n, subject, kind, load, seconds);
          measurements.push({ setting, round, ...measured });
        }
    console.log(`  round ${round + 1} of ${rounds}`);
  }
  return measurements;
}

/** Every other time backwards, so that nobody always comes after the same one. */
function rotated<Item>(items: readonly Item[], by: number): Item[] {
  const start = by % items.length;
  const turned = [...items.slice(start), ...items.slice(0, start)];
  return Math.floor(by / items.length) % 2 === 0 ? turned : turned.reverse();
}
