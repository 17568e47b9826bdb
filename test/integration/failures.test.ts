import { failureCatalogue } from '../../sandbox/failures/catalogue';
import type { Failure } from '../../sandbox/failures/failure';
import { jsonOf, runOneMsg } from './one-msg-node';
import { CUSTOMER, useSandbox } from './use-sandbox';

jest.mock('../../nodes/shared/n8n/n8n-clock', () =>
  jest.requireActual<typeof import('./fast-clock')>('./fast-clock').fastClock(),
);

const sandbox = useSandbox([CUSTOMER]);

const INVOICE = { phone: CUSTOMER, name: 'invoice.pdf', caption: 'Invoice TKT-2048' };
const send = async (...failures: Array<Omit<Failure, 'method'>>) => {
  await sandbox.control.fail(...failures.map((failure) => ({ method: 'sendFile', ...failure })));
  const result = await runOneMsg(sandbox, [INVOICE], {}, { onError: 'continueRegularOutput' });
  const received = (await sandbox.control.messages(CUSTOMER)).filter(
    ({ direction }) => direction === 'outgoing',
  );
  const attempts = (await sandbox.control.requests('sendFile')).length;
  return { json: jsonOf(result)[0]!, received: received.length, attempts, result };
};

/** What each failure of the catalogue has to come out as; a pattern for each family of names. */
const EXPECTED: Array<[RegExp, { code?: string; status?: string; received: number }]> = [
  [/^token refused/, { code: 'UNAUTHORIZED', received: 0 }],
  [/^too many requests/, { status: 'accepted', received: 1 }], // once, then it is tried again
  [/^queued/, { status: 'queued', received: 0 }],
  [/^slow, then sent|^sent, then slow/, { status: 'accepted', received: 1 }],
  [
    /^sent, then 5|^cut after it was sent|^sent, cut in the middle/,
    { status: 'accepted', received: 1 },
  ],
  [/^unreadable 200, .*, sent/, { status: 'accepted', received: 1 }],
  [
    /^unreadable 200|^cut (before|after) it was read|^50\d,/,
    { code: 'OUTCOME_UNKNOWN', received: 0 },
  ],
  [/^delivery fails/, { status: 'accepted', received: 1 }],
  [/^window closed/, { code: 'WINDOW_CLOSED', received: 0 }],
  [/^40\d,|^200,/, { code: 'REJECTED', received: 0 }],
];

describe('every failure that 1MSG is known for', () => {
  test.each(Object.entries(failureCatalogue()))('%s', async (name, failure) => {
    const [, expected] = EXPECTED.find(([names]) => names.test(name)) ?? [];
    expect(expected).toBeDefined();
    const { json, received, attempts } = await send({
      ...failure,
      ...(failure.delayMs && { delayMs: 50 }), // well within the time limit
    });
    expect({ code: json.errorCode, status: json.status, received }).toEqual(expected);
    if (json.errorCode)
      expect(json).toMatchObject({ ...INVOICE, error: expect.any(String) as string });
    expect(attempts).toBeLessThanOrEqual(name.startsWith('too many') ? 2 : 1);
  });
});

test('what was sent but not answered is found in the history', async () => {
  const { json } = await send({ stage: 'afterAccept', cut: true });
  const [message] = (await sandbox.control.messages(CUSTOMER)).slice(-1);
  expect(json).toMatchObject({ sent: true, id: message!.id, reconciled: true });
});

test('a caption that reads like a secret is recognised in the history all the same', async () => {
  const caption = 'Basic subscription, bearer bond, see https://x.example/?token=1';
  await sandbox.control.fail({ method: 'sendFile', stage: 'afterAccept', cut: true });
  const result = await runOneMsg(sandbox, [{ ...INVOICE, caption }]);
  expect(jsonOf(result)[0]).toMatchObject({ reconciled: true, caption });
});

test('an earlier message of the same caption is not taken for one whose fate is unknown', async () => {
  await runOneMsg(sandbox, [INVOICE]);
  await sandbox.control.forward({ ms: 60_000 });
  const { json } = await send({ stage: 'afterRead', cut: true });
  expect(json).toMatchObject({ errorCode: 'OUTCOME_UNKNOWN' });
});

test('one message of the history settles one item only', async () => {
  await sandbox.control.fail(
    { method: 'sendFile', stage: 'afterAccept', cut: true },
    { method: 'sendFile', stage: 'afterRead', cut: true },
  );
  const result = await runOneMsg(
    sandbox,
    [INVOICE, INVOICE],
    {},
    { onError: 'continueRegularOutput' },
  );
  expect(jsonOf(result)).toMatchObject([{ reconciled: true }, { errorCode: 'OUTCOME_UNKNOWN' }]);
});

test.each([
  [true, "not appeared in the chat's history"],
  [false, 'no chat history'],
])('an unknown outcome says whether there was a history to look at (%s)', async (history, text) => {
  await sandbox.control.configure({ history });
  const { json } = await send({ stage: 'afterRead', cut: true });
  expect(json.error).toContain(text);
});

test('a refused connection is tried again, and as often as set', async () => {
  await sandbox.control.refuseConnections(25);
  const result = await runOneMsg(sandbox, [INVOICE], { options: { maxRetries: 10 } });
  expect(jsonOf(result)[0]).toMatchObject({ sent: true });
});

test('retries end, and the item says why it was not sent', async () => {
  const busy = {
    answer: { status: 429, body: { error: 'Too many requests' } },
    times: 'all',
  } as const;
  const { json, attempts } = await send(busy);
  expect(json).toMatchObject({ errorCode: 'RATE_LIMITED' });
  expect(attempts).toBe(4);
});

test('no retries when none are wanted', async () => {
  await sandbox.control.fail({
    method: 'sendFile',
    answer: { status: 429, body: '' },
    times: 'all',
  });
  await runOneMsg(sandbox, [INVOICE], { options: { maxRetries: 0 } });
  expect(await sandbox.control.requests('sendFile')).toHaveLength(1);
});

test('a timeout after the request left is never sent again', async () => {
  const failure = { stage: 'afterRead', delayMs: 900, method: 'sendFile' } as const;
  await sandbox.control.fail(failure);
  const result = await runOneMsg(
    sandbox,
    [INVOICE],
    { options: { timeout: 20 } }, // 200 ms
    { onError: 'continueRegularOutput' },
  );
  expect(jsonOf(result)[0]).toMatchObject({
    errorCode: 'OUTCOME_UNKNOWN',
    error: expect.stringContaining('within 20 seconds') as string,
  });
  expect(await sandbox.control.requests('sendFile')).toHaveLength(1);
});

describe('a token that 1MSG repeats in its answer', () => {
  test.each(['stopWorkflow', 'continueRegularOutput', 'continueErrorOutput'] as const)(
    'leaves no trace with On Error: %s',
    async (onError) => {
      const token = 'a-secret-token-1f3870be274f6c49b3e31a0c6728957f';
      const result = await runOneMsg(
        sandbox,
        [INVOICE],
        {},
        {
          onError,
          credentials: {
            oneMsgChannelApi: { channelId: sandbox.channelId, token, baseUrl: sandbox.url },
          },
        },
      );
      const recorded = JSON.stringify(result, (_key, value: unknown) =>
        value instanceof Error ? { ...value, message: value.message, stack: value.stack } : value,
      );
      expect(recorded).toContain('did not accept the credential');
      expect(recorded).not.toContain(token);
    },
  );
});

describe('Get Delivery Status', () => {
  const ask = async (messageId: unknown) =>
    await runOneMsg(
      sandbox,
      [{ messageId: messageId as string }],
      { operation: 'getDeliveryStatus', messageId: '={{ $json.messageId }}' },
      { onError: 'continueRegularOutput' },
    ).then((result) => jsonOf(result)[0]!);

  test('gives the furthest status and the whole history, oldest first', async () => {
    const { json } = await send();
    await sandbox.control.settled();
    const status = await ask(json.id);
    expect(status).toMatchObject({
      event: 'status',
      status: 'delivered',
      id: json.id,
      phone: CUSTOMER,
      found: true,
      provider: '1msg',
      history: [{ status: 'sent' }, { status: 'delivered' }],
    });
  });

  test('of a message that nobody knows says so', async () => {
    expect(await ask('wamid.none')).toMatchObject({ found: false, status: 'unknown', history: [] });
  });

  test('of a failed message carries the error', async () => {
    const { json } = await send({
      deliveryFails: { code: 131047, title: 'Re-engagement message' },
    });
    await sandbox.control.settled();
    expect(await ask(json.id)).toMatchObject({
      status: 'failed',
      error: { code: 131047, title: 'Re-engagement message' },
    });
  });

  test('on a channel that cannot be polled says what to do instead', async () => {
    await sandbox.control.configure({ hookInfo: false });
    expect(await ask('wamid.1')).toMatchObject({
      errorCode: 'REJECTED',
      error: expect.stringContaining('1MSG Trigger') as string,
    });
  });

  test('asks again when 1MSG stumbles', async () => {
    await sandbox.control.fail(
      { method: 'hookInfo', answer: { status: 502, body: '' } },
      { method: 'hookInfo', stage: 'afterRead', cut: true },
    );
    expect(await ask('wamid.none')).toMatchObject({ found: false });
  });

  test('without an ID asks nothing', async () => {
    expect(await ask('')).toMatchObject({ errorCode: 'REJECTED' });
    expect(await sandbox.control.requests()).toEqual([]);
  });
});
