/** The middle one of several measurements, with the least and the greatest. */
export interface Spread {
  median: number;
  min: number;
  max: number;
  count: number;
}

/** @returns the spread of some numbers, of which there is at least one */
export function spread(values: readonly number[]): Spread {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  const median =
    sorted.length % 2 === 1
      ? sorted[Math.floor(middle)]!
      : (sorted[middle - 1]! + sorted[middle]!) / 2;
  return { median, min: sorted[0]!, max: sorted.at(-1)!, count: sorted.length };
}

/** @returns the same elements, beginning with another one each round, so that none is always first */
export function rotated<T>(elements: readonly T[], round: number): T[] {
  const at = round % Math.max(1, elements.length);
  return [...elements.slice(at), ...elements.slice(0, at)];
}
