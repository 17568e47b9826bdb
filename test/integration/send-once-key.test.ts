import type { Failure } from '../../sandbox/failures/failure';
import { NodeMemory } from './node-memory';
import { jsonOf, runOneMsg } from './one-msg-node';
import { CUSTOMER, useSandbox } from './use-sandbox';
import type { NodeRun } from './run-node';

jest.mock('../../nodes/shared/n8n/n8n-clock', () =>
  jest.requireActual<typeof import('./fast-clock')>('./fast-clock').fastClock(),
);

const OTHER = '12025550111';
const sandbox = useSandbox([CUSTOMER, OTHER]);
let memory: NodeMemory;
beforeAll(async () => {
  memory = await NodeMemory.install();
});
beforeEach(() => memory.reset());

const received = async () =>
  (await sandbox.control.messages()).filter(({ direction }) => direction === 'outgoing').length;
const requested = async (method: string) => (await sandbox.control.requests(method)).length;
/** Asks until it is so. */
const until = async (isSo: () => Promise<boolean>) => {
  while (!(await isSo())) await new Promise((resolve) => setTimeout(resolve, 5));
};

const invoice = (fields: Record<string, string> = {}) => ({
  phone: CUSTOMER,
  name: 'invoice.pdf',
  caption: 'Invoice',
  key: 'TKT-2048',
  ...fields,
});
const run = async (
  items = [invoice()],
  options: Record<string, unknown> = {},
  rest: Partial<NodeRun> = {},
) =>
  await runOneMsg(
    sandbox,
    items,
    { options: { sendOnceKey: '={{ $json.key }}', ...options } as never },
    { onError: 'continueRegularOutput', ...rest },
  );

test('the same key in two runs is one message; the second item says that it was skipped', async () => {
  expect(jsonOf(await run())[0]).toMatchObject({ sent: true, status: 'accepted' });
  expect(jsonOf(await run([invoice({ phone: '+1 202 072 1369' })]))).toEqual([
    {
      sent: false,
      status: 'skipped',
      phone: CUSTOMER,
      chatId: `${CUSTOMER}@c.us`,
      filename: 'invoice.pdf',
      caption: 'Invoice',
      sendOnceKey: 'TKT-2048',
    },
  ]);
  expect(await received()).toBe(1);
});

test('another key is another file', async () => {
  await run();
  await run([invoice({ key: 'TKT-2049' })]);
  expect(await received()).toBe(2);
});

test.each([
  ['one recipient', [CUSTOMER, CUSTOMER, CUSTOMER]],
  ['several recipients at the same time', [CUSTOMER, OTHER, CUSTOMER, OTHER]],
])('twins in one run are one message: %s', async (_case, phones) => {
  await sandbox.control.configure({ answerAfterMs: 20 });
  const result = await run(phones.map((phone) => invoice({ phone })));
  const statuses = jsonOf(result).map(({ status }) => status);
  expect(statuses.sort()).toEqual(['accepted', ...phones.slice(1).map(() => 'skipped')]);
  expect(await received()).toBe(1);
});

test('a twin is sent when the first certainly was not', async () => {
  await sandbox.control.configure({ answerAfterMs: 20 });
  await sandbox.control.fail({
    method: 'sendFile',
    recipient: CUSTOMER,
    answer: { status: 400, body: { error: 'no such number' } },
  });
  const result = await run([invoice(), invoice({ phone: OTHER })]);
  expect(jsonOf(result)).toMatchObject([{ errorCode: 'REJECTED' }, { sent: true, phone: OTHER }]);
});

test("items of a run that are sent at the same time do not lose each other's keys", async () => {
  await sandbox.control.configure({ windowEnforced: false });
  const items = Array.from({ length: 60 }, (_, index) =>
    invoice({ phone: `1202555${1000 + index}`, key: `TKT-${index}` }),
  );
  await run(items, { concurrency: 20 });
  const again = await run(items, { concurrency: 20 });
  expect(jsonOf(again).every(({ status }) => status === 'skipped')).toBe(true);
  expect(await received()).toBe(60);
});

test('two executions at the same time send the file once', async () => {
  await sandbox.control.configure({ answerAfterMs: 20 });
  const runs = await Promise.all([run(), run()]);
  const statuses = runs.flatMap((result) => jsonOf(result).map(({ status }) => status));
  expect(statuses.sort()).toEqual(['accepted', 'skipped']);
});

type Case = [string, Omit<Failure, 'method'> | undefined, Record<string, string>, string];
test.each<Case>([
  ['refused', { answer: { status: 400, body: { error: 'no' } } }, {}, 'REJECTED'],
  [
    'the window is closed',
    { answer: { status: 200, body: { sent: false, message: 'dialog window is closed' } } },
    {},
    'WINDOW_CLOSED',
  ],
  [
    'too many requests',
    { answer: { status: 429, body: { error: 'Too many requests' } } },
    {},
    'RATE_LIMITED',
  ],
  ['it cannot be sent as it is', undefined, { caption: 'x'.repeat(1025) }, 'INVALID_FILE'],
])('what certainly was not sent can be sent again: %s', async (_case, failure, fields, code) => {
  if (failure) await sandbox.control.fail({ method: 'sendFile', ...failure });
  const first = await run([invoice(fields)], { maxRetries: 0 });
  expect(jsonOf(first)[0]).toMatchObject({ errorCode: code });
  expect(jsonOf(await run())[0]).toMatchObject({ sent: true });
});

test.each<[string, Omit<Failure, 'method'>, Record<string, string>]>([
  ['cut after it was sent', { stage: 'afterAccept', cut: true }, { status: 'accepted' }],
  ['cut before', { stage: 'afterRead', cut: true }, { errorCode: 'OUTCOME_UNKNOWN' }],
  ['queued', { queuedMs: 1 }, { status: 'queued' }],
])('what perhaps was sent is not sent again: %s', async (_case, failure, expected) => {
  await sandbox.control.fail({ method: 'sendFile', ...failure });
  expect(jsonOf(await run())[0]).toMatchObject(expected);
  expect(jsonOf(await run())[0]).toMatchObject({ status: 'skipped' });
  expect(await requested('sendFile')).toBe(1);
});

test('nothing is sent that n8n cannot remember, and the item says why', async () => {
  memory.failing = ['checkProcessedAndRecord'];
  expect(jsonOf(await run())).toEqual([
    {
      ...invoice(),
      error:
        'n8n could not remember the send-once key, so the file was not sent: The database is locked',
      errorCode: 'REJECTED',
    },
  ]);
  expect(await requested('sendFile')).toBe(0);
});

test('a key that cannot be released is told of', async () => {
  memory.failing = ['removeProcessed'];
  await sandbox.control.fail({
    method: 'sendFile',
    answer: { status: 400, body: { error: 'no' } },
  });
  expect(jsonOf(await run())[0]?.error).toMatch(/could not release the send-once key "TKT-2048"/);
});

test.each([
  ['is empty', '={{ $json.nothing }}', /is empty or no text/],
  ['is an object', '={{ $json }}', /is empty or no text/],
])('a key that %s protects nothing, so nothing is sent', async (_case, sendOnceKey, error) => {
  const [json] = jsonOf(await run([invoice()], { sendOnceKey }));
  expect(json).toMatchObject({
    errorCode: 'REJECTED',
    error: expect.stringMatching(error) as string,
  });
  expect(await requested('sendFile')).toBe(0);
});

test('a number will do as a key', async () => {
  await run([invoice()], { sendOnceKey: 2048 });
  const [json] = jsonOf(await run([invoice()], { sendOnceKey: '2048' }));
  expect(json).toMatchObject({ status: 'skipped', sendOnceKey: '2048' });
});

test('a cancelled run ends though items wait for their twins, and sends none of them', async () => {
  await sandbox.control.fail({
    method: 'sendFile',
    delayMs: 100,
    answer: { status: 400, body: { error: 'no' } },
    times: 'all',
  });
  let cancel = () => {};
  const phones = [CUSTOMER, OTHER, CUSTOMER, OTHER];
  const running = run(
    phones.map((phone) => invoice({ phone })),
    {},
    { onStarted: (stop) => (cancel = stop) },
  );
  await until(async () => (await requested('sendFile')) === 1);
  cancel();
  await running;
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect(await requested('sendFile')).toBe(1);
});
