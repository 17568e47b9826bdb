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

/** @returns the same elements in another order each time, so that none always follows the same one */
export function shuffled<T>(elements: readonly T[]): T[] {
  return elements
    .map((element) => ({ element, place: Math.random() }))
    .sort((a, b) => a.place - b.place)
    .map(({ element }) => element);
}
