import { loadOnce } from '../../nodes/shared/async/load-once';

test('what was loaded is not loaded again, and what could not be is tried again', async () => {
  let loads = 0;
  const load = loadOnce(async () => {
    if (++loads === 1) throw new Error('too many open files');
    return await Promise.resolve(loads);
  });
  await expect(load()).rejects.toThrow('too many open files');
  expect(await Promise.all([load(), load()])).toEqual([2, 2]);
  expect(await load()).toBe(2);
});
