/**
 * Notes a value as the latest of those kept. Where they are more than `most`, those noted longest ago go, a
 * hundredth of `most` at once: a Map passes over what was deleted from its beginning each time it is read from there.
 */
export function lruSet<Key, Value>(
  kept: Map<Key, Value>,
  most: number,
  key: Key,
  value: Value,
): void {
  kept.delete(key);
  kept.set(key, value);
  if (kept.size <= most) return;
  let leaving = Math.max(1, Math.floor(most / 100));
  for (const oldest of kept.keys()) {
    if (leaving-- === 0) return;
    kept.delete(oldest);
  }
}

/** @returns what is kept for the key; where nothing is, what is made for it, and kept from now on as by {@link lruSet} */
export function lruGet<Key, Value>(
  kept: Map<Key, Value>,
  most: number,
  key: Key,
  make: () => Value,
): Value {
  const known = kept.get(key);
  if (known !== undefined) return known;
  const made = make();
  lruSet(kept, most, key, made);
  return made;
}
