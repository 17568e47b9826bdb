/** A measure taken in several rounds. */
export interface Spread {
  median: number;
  /** A quarter of the rounds is below. */
  low: number;
  /** A quarter of the rounds is above. */
  high: number;
}

/** @returns median and quartiles; the values between two rounds are interpolated */
export function spreadOf(values: readonly number[]): Spread {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share: number): number => {
    const place = (sorted.length - 1) * share;
    const below = sorted[Math.floor(place)] ?? NaN;
    const above = sorted[Math.ceil(place)] ?? NaN;
    return below + (above - below) * (place - Math.floor(place));
  };
  return { median: at(0.5), low: at(0.25), high: at(0.75) };
}

/** @returns the spread of `values[i] / others[i]`: what both had in the same round, under the same noise */
export const ratioOf = (values: readonly number[], others: readonly number[]): Spread =>
  spreadOf(values.map((value, round) => value / (others[round] ?? NaN)));
