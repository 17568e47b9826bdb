import type { Spread } from './statistics';

/** A Markdown table. */
export function table(heads: string[], rows: Array<Array<string | number>>): string {
  const lines = [heads, heads.map(() => '---'), ...rows];
  return lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

/** A number with as many digits as say something: `1,234`, `56.7`, `0.89`. */
export function figure(value: number): string {
  const digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2;
  return value.toLocaleString('en-US', {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  });
}

/** The median with what it lies between: `312 (298–330)`; alone where there is one measurement. */
export function withSpread({ median, min, max, count }: Spread): string {
  return count === 1 ? figure(median) : `${figure(median)} (${figure(min)}–${figure(max)})`;
}

/** Something that was to be reached, and whether it was. */
export interface Target {
  what: string;
  wanted: string;
  measured: string;
  /** Undefined where the measurement does not tell. */
  reached: boolean | undefined;
}

/** The targets as a Markdown table. */
export const targetTable = (targets: Target[]): string =>
  table(
    ['to reach', 'wanted', 'measured', ''],
    targets.map(({ what, wanted, measured, reached }) => [
      what,
      wanted,
      measured,
      reached === undefined ? 'not told' : reached ? 'reached' : '**not reached**',
    ]),
  );
