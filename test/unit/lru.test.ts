import { lruSet } from '../../nodes/shared/async/lru';

function noted(most: number, keys: number[]): number[] {
  const kept = new Map<number, true>();
  for (const key of keys) lruSet(kept, most, key, true);
  return [...kept.keys()];
}

test('of a few, the one noted longest ago goes', () => {
  expect(noted(1, [1, 2])).toEqual([2]);
  expect(noted(3, [1, 2, 3, 4])).toEqual([2, 3, 4]);
});

test('what is noted again is the latest', () => {
  expect(noted(3, [1, 2, 3, 1, 4])).toEqual([3, 1, 4]);
});

test('of many, a hundredth goes at once', () => {
  const keys = Array.from({ length: 301 }, (_, index) => index);
  expect(noted(300, keys.slice(0, 300))).toHaveLength(300);
  expect(noted(300, keys)).toEqual(keys.slice(3));
});
