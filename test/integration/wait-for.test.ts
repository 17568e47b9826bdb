import { jsonOf, runOneMsg } from './one-msg-node';
import { CUSTOMER, useSandbox } from './use-sandbox';
import type { NodeRun } from './run-node';

jest.mock('../../nodes/shared/n8n/n8n-clock', () =>
  jest.requireActual<typeof import('./fast-clock')>('./fast-clock').fastClock(),
);

const OTHER = '12025550111';
const sandbox = useSandbox([CUSTOMER, OTHER]);

const requested = async (method: string) => (await sandbox.control.requests(method)).length;
/** Asks until it is so. */
const until = async (isSo: () => Promise<boolean>) => {
  while (!(await isSo())) await new Promise((resolve) => setTimeout(resolve, 5));
};

const invoice = (phone = CUSTOMER) => ({ phone, name: 'invoice.pdf', caption: 'Invoice' });
const run = async (
  waitFor: string,
  items = [invoice()],
  options: Record<string, unknown> = {},
  rest: Partial<NodeRun> = {},
) =>
  await runOneMsg(
    sandbox,
    items,
    { options: { waitFor, checkFile: false, ...options } as never },
    rest,
  );

// Loads what sending needs: on this clock the time that it may take is over soon.
beforeAll(async () => void (await run('none')));

test('an item goes on when its file was delivered, with the event', async () => {
  const result = await run('delivered');
  const [json] = jsonOf(result);
  expect(json).toMatchObject({
    sent: true,
    status: 'delivered',
    sentVia: 'sendFile',
    delivery: {
      event: 'status',
      status: 'delivered',
      id: json!.id,
      chatId: `${CUSTOMER}@c.us`,
      provider: '1msg',
    },
  });
  expect(json).not.toHaveProperty('waitTimedOut');
  expect(result.hints).toEqual([]);
});

test('a file that has come further than waited for is told as it is', async () => {
  await sandbox.control.configure({ readAfterMs: 3 });
  await sandbox.control.fail({ method: 'sendFile', stage: 'afterAccept', delayMs: 50 });
  expect(jsonOf(await run('sent'))[0]).toMatchObject({ status: 'read' });
});

test('a failed delivery is an item with its error, and stops nothing', async () => {
  await sandbox.control.fail({
    method: 'sendFile',
    recipient: CUSTOMER,
    deliveryFails: { code: 131047, title: 'Re-engagement message' },
  });
  const result = await run('read', [invoice(), invoice(OTHER)], { waitTimeout: 10 });
  expect(result.error).toBeUndefined();
  expect(jsonOf(result)).toMatchObject([
    { sent: false, status: 'failed', delivery: { error: { code: 131047 } } },
    { sent: true, status: 'delivered', waitTimedOut: true },
  ]);
});

test('when the time is out the item says how far its file has come', async () => {
  await sandbox.control.configure({ deliveredAfterMs: 60_000 });
  expect(jsonOf(await run('delivered', [invoice()], { waitTimeout: 20 }))[0]).toMatchObject({
    status: 'sent',
    delivery: { status: 'sent' },
    waitTimedOut: true,
  });
  await sandbox.control.configure({ sentAfterMs: 60_000 });
  const [json] = jsonOf(await run('sent', [invoice()], { waitTimeout: 5 }));
  expect(json).toMatchObject({ status: 'accepted', waitTimedOut: true });
  expect(json).not.toHaveProperty('delivery');
});

test('a channel that cannot be polled is not waited for, and the hint says so once', async () => {
  await sandbox.control.configure({ hookInfo: false });
  const result = await run('read', [invoice(), invoice(OTHER), invoice()], { waitTimeout: 3600 });
  expect(jsonOf(result).map(({ status }) => status)).toEqual(Array(3).fill('accepted'));
  expect(jsonOf(result).some((json) => 'waitTimedOut' in json)).toBe(false);
  expect(result.hints).toEqual([expect.stringMatching(/did not wait.*1MSG Send File Trigger/)]);
});

test.each<[number, string | Record<string, unknown>]>([
  [501, 'Not implemented'],
  [405, ''],
  [400, { error: 'Unknown method' }],
  [403, { error: 'subscriptionBlocked' }],
  [401, { error: 'Wrong token' }],
  [200, {}],
])('HTTP %i %j to the first question ends the wait at once', async (status, body) => {
  await sandbox.control.fail({ method: 'hookInfo', times: 'all', answer: { status, body } });
  const result = await run('read', [invoice()], { waitTimeout: 3600 });
  const [json] = jsonOf(result);
  expect(json).toMatchObject({ sent: true, status: 'accepted' });
  expect(json).not.toHaveProperty('waitTimedOut');
  expect(result.hints).toEqual([expect.stringMatching(/did not wait/)]);
  const questions = await sandbox.control.requests('hookInfo');
  expect(questions.filter(({ path }) => path.includes(json!.id as string))).toHaveLength(1);
});

test('an answer that cannot be used is asked for again', async () => {
  await sandbox.control.fail(
    { method: 'hookInfo', answer: { status: 502, body: '<h1>Bad gateway</h1>' } },
    { method: 'hookInfo', answer: { status: 429, body: '', headers: { 'retry-after': '1' } } },
    { method: 'hookInfo', cut: true },
  );
  expect(jsonOf(await run('delivered'))[0]).toMatchObject({ status: 'delivered' });
});

test('a queued file has no ID to ask for, so it is not waited for', async () => {
  await sandbox.control.fail({ method: 'sendFile', queuedMs: 60_000 });
  const [json] = jsonOf(await run('read', [invoice()], { waitTimeout: 3600 }));
  expect(json).toMatchObject({ status: 'queued' });
  expect(await requested('hookInfo')).toBe(0);
});

test('sending goes on while others are waited for, also to the same recipient', async () => {
  await sandbox.control.configure({ answerAfterMs: 30 });
  const result = await run(
    'read',
    Array.from({ length: 8 }, () => invoice()),
    {
      waitTimeout: 60,
    },
  );
  expect(jsonOf(result).map(({ status }) => status)).toEqual(Array(8).fill('delivered'));
  const methods = (await sandbox.control.requests()).map(({ method }) => method);
  expect(methods.indexOf('hookInfo')).toBeLessThan(methods.lastIndexOf('sendFile'));
});

test('each of many items gets its own status, in order', async () => {
  await sandbox.control.configure({ windowEnforced: false });
  const items = Array.from({ length: 100 }, (_, index) => invoice(`1202555${1000 + index}`));
  const { outputs } = await run('delivered', items, { waitTimeout: 3600 });
  expect(outputs[0]!.map(({ json, pairedItem }) => [json.phone, json.status, pairedItem])).toEqual(
    items.map(({ phone }, item) => [phone, 'delivered', { item }]),
  );
  expect(outputs[0]!.every(({ json }) => (json.delivery as { id: string }).id === json.id)).toBe(
    true,
  );
});

test('cancelling the execution ends the wait', async () => {
  let cancel = () => {};
  const running = run(
    'read',
    [invoice()],
    { waitTimeout: 3600 },
    { onStarted: (stop) => (cancel = stop) },
  );
  await until(async () => (await requested('hookInfo')) > 1);
  cancel();
  await running;
  await new Promise((resolve) => setTimeout(resolve, 150));
  const before = await requested('hookInfo');
  await new Promise((resolve) => setTimeout(resolve, 200));
  expect(await requested('hookInfo')).toBe(before);
});

test('a run that stops at an item does not wait for those before', async () => {
  const items = [invoice(), invoice('nobody')];
  const { error } = await run('read', items, { waitTimeout: 3600, concurrency: 1 });
  expect(error).toMatchObject({
    message: expect.stringContaining('nobody') as string,
    description: expect.stringContaining('1 of the 2 items had been sent before') as string,
  });
});
