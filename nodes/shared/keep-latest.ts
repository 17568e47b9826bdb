/** Notes a value as the latest of those kept; where they are more than `most`, the one noted longest ago goes. */
export function keepLatest<Key, Value>(
  kept: Map<Key, Value>,
  most: number,
  key: Key,
  value: Value,
): void {
  kept.delete(key);
  kept.set(key, value);
  const [oldest] = kept.keys();
  if (kept.size > most && oldest !== undefined) kept.delete(oldest);
}
