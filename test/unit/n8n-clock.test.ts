import { n8nClock } from '../../nodes/shared/n8n/n8n-clock';

test('a time that is longer than Node’s longest timer does not pass at once', async () => {
  const stop = new AbortController();
  let passed = false;
  const sleep = n8nClock.sleep(2 ** 32, stop.signal).then(() => (passed = true));
  await n8nClock.sleep(20);
  expect(passed).toBe(false);
  stop.abort();
  await expect(sleep).rejects.toThrow('cut short');
});
