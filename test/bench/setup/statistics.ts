/** The middle one of several measurements, and what it lies between. */
export interface Spread {
  median: number;
  min: number;
  max: number;
  count: number;
}

/** @returns the median of some numbers, of which there is at least one, with the least and the greatest */
export function spread(values: readonly number[]): Spread {
  return between(values, 0);
}

/** @returns the median with the quartiles; undefined without numbers: NaN stands for what could not be told */
export function middleHalf(values: readonly number[]): Spread | undefined {
  const told = values.filter((value) => Number.isFinite(value));
  return told.length > 0 ? between(told, 0.25) : undefined;
}

function between(values: readonly number[], share: number): Spread {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (part: number): number => {
    const place = (sorted.length - 1) * part;
    const below = sorted[Math.floor(place)]!;
    return below + (sorted[Math.ceil(place)]! - below) * (place - Math.floor(place));
  };
  return { median: at(0.5), min: at(share), max: at(1 - share), count: sorted.length };
}

/** @returns the same elements in another order each time, so that none always follows the same one */
export function shuffled<T>(elements: readonly T[]): T[] {
  return elements
    .map((element) => ({ element, place: Math.random() }))
    .sort((a, b) => a.place - b.place)
    .map(({ element }) => element);
}
